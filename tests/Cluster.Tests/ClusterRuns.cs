using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Schedules;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;
using RnnCluster.Specification;
using RnnCluster.TestKit;

namespace RnnCluster.Cluster.Tests;

/// <summary>Runs of the core's small spec: an LSTM with dropout, eight shards that do not divide the batch.</summary>
public sealed class ClusterRuns : IDisposable
{
    /// <summary>Where every run here ends.</summary>
    public const long Steps = 40;

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-cluster-").FullName;
    private readonly Dictionary<string, string> references = new(StringComparer.Ordinal);
    private int runs;

    public ClusterRuns()
    {
        string whole = File.ReadAllText(RepositoryRoot.Join("examples", "data", "tinyshakespeare", "input.txt"));
        File.WriteAllText(Path.Join(folder, "text.txt"), whole[..30_000]);
        File.WriteAllText(
            Path.Join(folder, "small.yaml"),
            """
            name: small
            seed: 11
            task: language-model
            data: { text: text.txt, tokenizer: character, split: [0.9, 0.05, 0.05] }
            model: { embedding: 20, cell: lstm, hidden: 40, layers: 2, dropout: 0.2 }
            training:
              batch: 12
              window: 9
              shards: 8
              steps: 40
              clip: { norm: 0.25 }
              optimizer: { kind: adam, rate: 0.01 }
              schedule: { kind: step, after: 1, factor: 0.7, warmup: 5 }
            validation: { every: 15 }
            checkpoints: { every: 10, keep: 3 }
            """);
    }

    /// <summary>The spec.</summary>
    public RunSpec Spec => RunSpecLoader.Load(Path.Join(folder, "small.yaml"));

    /// <summary>A folder that no other run writes to.</summary>
    public string NextOutput() => Path.Join(folder, $"run-{Interlocked.Increment(ref runs)}");

    /// <summary>Opens the spec's run.</summary>
    internal TrainingRun Open(
        string output,
        bool resumes = false,
        Action<Step>? onStep = null,
        int sampleLength = 0,
        params Amendment[] amendments) =>
        TrainingRun.Open(
            Spec,
            new RunOptions(1, 1, null, output, resumes, null, false)
            {
                Amendments = amendments,
                SampleLength = sampleLength,
                Time = TimeProvider.System,
            },
            new StepObserver(onStep));

    /// <summary>The state hash of one thread in one process, without any cluster.</summary>
    internal string Reference(params Amendment[] amendments)
    {
        string key = string.Join(' ', amendments);
        lock (references)
        {
            if (!references.TryGetValue(key, out string? hash))
            {
                using TrainingRun run = Open(NextOutput(), amendments: amendments);
                hash = run.Run(CancellationToken.None).StateHash;
                references.Add(key, hash);
            }

            return hash;
        }
    }

    /// <summary>A process of a test.</summary>
    public static NodeDescription Node(string name, long incarnation = 1) =>
        new(new NodeId(name), incarnation, "here", 1, 1, 1, "any", "test", Fingerprint: 1);

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
