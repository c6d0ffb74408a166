using System.Text;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Content;
using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Transport.Tcp;
using RnnCluster.Worker;

namespace RnnCluster.Cluster.Tests.Lies;

/// <summary>What a worker is sent is compared with what it was promised, before anything is computed with it.</summary>
public sealed class LieTests(ClusterRuns runs) : IClassFixture<ClusterRuns>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Endpoint AnyPort = new("127.0.0.1", 0);

    [Theory]
    [InlineData("data", "the training symbols that came do not match their hash {hash}")]
    [InlineData("vocabulary", "training symbol 0 is {first}, but the vocabulary has 2")]
    [InlineData("length", "training symbols of 4000000000 bytes cannot be used")]
    [InlineData("spec", "the coordinator's spec: task: missing; expected 'language-model'")]
    public async Task AWorkerRefusesARunWhosePartsDoNotMatch(string lie, string expected)
    {
        using TrainingRun run = runs.Open(runs.NextOutput());
        TokenContent content = TokenContent.Of(run.Corpus.Training.Span);
        Assert.True(RunId.TryParse(run.RunId, out RunId id));
        var accepted = new JoinAccepted(
            new NodeId("liar"),
            1,
            id,
            run.CanonicalSpec,
            run.Corpus.Vocabulary.Count,
            content.Hash,
            content.Count,
            1,
            TimeSpan.FromMilliseconds(500),
            SampleInterval: 0,
            Seed: string.Empty,
            SeedUid: 0);
        byte[] sent = content.Bytes.ToArray();
        switch (lie)
        {
            case "data":
                sent[^4] ^= 1;
                break;
            case "vocabulary":
                accepted = accepted with { Vocabulary = 2 };
                break;
            case "length":
                accepted = accepted with { TrainingTokens = 1_000_000_000 };
                break;
            default:
                accepted = accepted with { Spec = Encoding.UTF8.GetBytes("{}") };
                break;
        }

        WorkerEnd end = await JoinLiar(accepted, sent);
        Assert.Equal(lie == "spec" ? WorkerExit.Refused : WorkerExit.Failed, end.Kind);
        Assert.Equal(
            expected
                .Replace("{hash}", content.Hash, StringComparison.Ordinal)
                .Replace("{first}", $"{run.Corpus.Training.Span[0]}", StringComparison.Ordinal),
            end.Reason);
    }

    [Fact]
    public async Task ADamagedFileInTheCacheIsNoticedAndFetchedAgain()
    {
        using TrainingRun run = runs.Open(runs.NextOutput());
        TokenContent content = TokenContent.Of(run.Corpus.Training.Span);
        string cache = runs.NextOutput();
        string path = Path.Join(cache, content.Hash);
        Directory.CreateDirectory(cache);
        byte[] damaged = content.Bytes.ToArray();
        damaged[^4] ^= 1;
        File.WriteAllBytes(path, damaged);

        await using CoordinatorProcess coordinator = CoordinatorProcess.Listen(
            run,
            ClusterRuns.Node("coordinator"),
            new ClusterSettings { HostsWorker = false },
            AnyPort,
            new TransportOptions(),
            TimeProvider.System);
        coordinator.Begin();
        await using WorkerProcess worker = Join(coordinator.Listening!.Value, new DirectoryStorage(cache));
        CoordinatorEnd end = await coordinator.Ended.WaitAsync(Patience);
        Assert.Equal(runs.Reference(), end.Result!.StateHash);
        Assert.Equal(WorkerExit.Done, (await worker.Ended.WaitAsync(Patience)).Kind);
        Assert.True(content.Bytes.Span.SequenceEqual(File.ReadAllBytes(path)));
    }

    [Fact]
    public async Task ADamagedStateIsNotLoadedAndAskedForAgain()
    {
        using TrainingRun run = runs.Open(runs.NextOutput());
        await using var coordinator = new DamagingCoordinator(run, shortened: null);
        await using WorkerProcess worker = Join(coordinator.Address, storage: null);
        CoordinatorEnd end = await coordinator.Ended.WaitAsync(Patience);
        Assert.Equal(runs.Reference(), end.Result!.StateHash);
        Assert.Equal(2, coordinator.Transport.Snapshots);

        // It was never used: nobody had to find a state that differs.
        Assert.Empty(coordinator.Warnings);
    }

    /// <summary>It ends at once and in one sentence; the run waits for a worker that is better served.</summary>
    [Fact]
    public async Task AnAverageThatCannotBeReadIsTheEndOfItsReader()
    {
        using TrainingRun run = runs.Open(runs.NextOutput());
        await using var coordinator = new DamagingCoordinator(run, shortened: new Step(3));
        await using WorkerProcess worker = Join(coordinator.Address, storage: null);
        WorkerEnd end = await worker.Ended.WaitAsync(Patience);

        Assert.Equal(WorkerExit.Failed, end.Kind);
        Assert.Equal(3, end.Step.Value);
        Assert.Matches(
            "^the coordinator's average of slice [0-9] cannot be used: a slice (of|by) .* came as 3 bytes", end.Reason);
    }

    private static async Task<WorkerEnd> JoinLiar(JoinAccepted accepted, byte[] sent)
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var pool = new PayloadPool();
        using ActorSystem system = NewSystem(fault => failed.TrySetException(fault));
        IActorRef liar = system.ActorOf(
            ActorProps.Of(() => new LyingCoordinator(accepted, sent, pool)), ClusterPaths.CoordinatorName);
        await using var transport = new TcpTransport(new TransportHost(
            system,
            IdentityOf(ClusterRuns.Node("liar"), accepted.Run),
            liar,
            pool,
            TimeProvider.System,
            new TransportOptions()));
        await using WorkerProcess worker = Join(transport.Listen(AnyPort), storage: null);
        return await worker.Ended.WaitAsync(Patience);
    }

    private static WorkerProcess Join(Endpoint address, IStorage? storage) => WorkerProcess.Join(
        ClusterRuns.Node("worker"),
        host => new TcpTransport(host),
        [address],
        new WorkerProcessOptions { Cache = new ContentCache(storage) },
        TimeProvider.System);

    internal static ActorSystem NewSystem(Action<Exception> onFailure) => ActorSystems.Create(
        "test", new ActorSystemOptions { Time = TimeProvider.System, OnFailure = failure => onFailure(failure.Cause) });

    internal static NodeIdentity IdentityOf(NodeDescription self, RunId run) =>
        new(self.Node, self.Incarnation, self.Fingerprint, run, self.Cores, self.Lanes);
}
