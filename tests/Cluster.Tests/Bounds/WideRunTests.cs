using System.Collections.Concurrent;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Content;
using RnnCluster.Specification;
using RnnCluster.TestKit;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Cluster.Tests.Bounds;

/// <summary>Specs whose messages once did not fit, on workers behind real connections.</summary>
public sealed class WideRunTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-wide-").FullName;

    public WideRunTests()
    {
        string whole = File.ReadAllText(RepositoryRoot.Join("examples", "data", "tinyshakespeare", "input.txt"));
        File.WriteAllText(Path.Join(folder, "text.txt"), whole[..30_000]);
    }

    /// <summary>Wide by its batch, not by its layers: as many bytes of state for a quarter of the work.</summary>
    [Theory]
    [InlineData("a window that is longer than a curve", "hidden: 4", "batch: 2, window: 5000, shards: 2")]
    [InlineData("17 MB of carried states in a shard", "hidden: 128, layers: 2", "batch: 8196, window: 1, shards: 1")]
    [InlineData("carried states that end with a part", "hidden: 512", "batch: 512, window: 2, shards: 2")]
    public async Task ARunThatIsWatchedEndsWithTheBitsOfOneProcess(string what, string model, string training)
    {
        RunSpec spec = RunSpecLoader.Parse(
            $$"""
            name: wide
            task: language-model
            data: { text: text.txt, tokenizer: character }
            model: { embedding: 2, cell: lstm, {{model}} }
            training: { {{training}}, steps: 2, optimizer: { kind: sgd, rate: 0.1 } }
            """,
            Path.Join(folder, "wide.yaml"));
        using TrainingRun alone = Open(spec, "alone");
        string hash = alone.Run(CancellationToken.None).StateHash;

        using TrainingRun run = Open(spec, "cluster");
        await using CoordinatorProcess coordinator = CoordinatorProcess.Listen(
            run,
            ClusterRuns.Node("coordinator"),
            new ClusterSettings { HostsWorker = false, WorkersFirst = 2, SampleInterval = 1 },
            new Endpoint("127.0.0.1", 0),
            new TransportOptions(),
            TimeProvider.System);
        coordinator.Begin();
        var notices = new ConcurrentQueue<string>();
        await using WorkerProcess first = Join("first", coordinator, notices);
        await using WorkerProcess second = Join("second", coordinator, notices);
        CoordinatorEnd end = await coordinator.Ended.WaitAsync(Patience);

        Assert.True(end.Failure is null, $"{what}: {end.Failure}");
        Assert.Equal(hash, end.Result!.StateHash);

        // Each worker has kept its one connection to the end. Its shards may have gone to the other meanwhile: a busy
        // machine can take longer for such a step than the ten seconds after which a worker is thought to be stuck.
        Assert.Equal(WorkerExit.Done, (await first.Ended.WaitAsync(Patience)).Kind);
        Assert.Equal(WorkerExit.Done, (await second.Ended.WaitAsync(Patience)).Kind);
        Assert.Equal(["connected to coordinator", "connected to coordinator"], notices);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private TrainingRun Open(RunSpec spec, string output) => TrainingRun.Open(
        spec,
        new RunOptions(1, 1, null, Path.Join(folder, output), false, null, false) { Time = TimeProvider.System },
        new StepObserver(null));

    private static WorkerProcess Join(string name, CoordinatorProcess coordinator, ConcurrentQueue<string> notices) =>
        WorkerProcess.Join(
            ClusterRuns.Node(name),
            host => new TcpTransport(host),
            [coordinator.Listening!.Value],
            new WorkerProcessOptions { Cache = new ContentCache(storage: null), OnNotice = notices.Enqueue },
            TimeProvider.System);
}
