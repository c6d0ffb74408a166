using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Schedules;
using RnnCluster.Shared;
using RnnCluster.Specification;
using RnnCluster.TestKit;

namespace RnnCluster.Simulation.Tests;

/// <summary>
/// The run that every simulation trains: small enough for hundreds of clusters, and with everything that a cluster must
/// carry: shards of unlike size, three slices, an embedding of few touched rows, dropout, an end of an epoch.
/// </summary>
public sealed class TinyRun : IDisposable
{
    /// <summary>Where the run ends.</summary>
    public const int Steps = 20;

    /// <summary>A file system in memory, where the machine has one: checkpoints are flushed to the disk.</summary>
    private const string MemoryFolder = "/dev/shm";

    private readonly string folder = Directory.Exists(MemoryFolder)
        ? Directory.CreateDirectory(Path.Join(MemoryFolder, "rnncluster-" + Path.GetRandomFileName())).FullName
        : Directory.CreateTempSubdirectory("rnncluster-simulation-").FullName;

    private readonly Dictionary<string, Reference> references = new(StringComparer.Ordinal);
    private readonly RunSpec spec;
    private int runs;

    public TinyRun()
    {
        string whole = File.ReadAllText(RepositoryRoot.Join("examples", "data", "tinyshakespeare", "input.txt"));
        File.WriteAllText(Path.Join(folder, "text.txt"), whole[..900]);
        File.WriteAllText(
            Path.Join(folder, "tiny.yaml"),
            $$"""
            name: tiny
            seed: 11
            task: language-model
            data: { text: text.txt, tokenizer: character, split: [0.8, 0.1, 0.1] }
            model: { embedding: 100, cell: lstm, hidden: 8, layers: 2, dropout: 0.2 }
            training:
              batch: 10
              window: 5
              shards: 8
              steps: {{Steps}}
              clip: { norm: 0.25 }
              optimizer: { kind: adam, rate: 0.01 }
            validation: { every: 1000 }
            checkpoints: { every: 6, keep: 2 }
            """);
        spec = RunSpecLoader.Load(Path.Join(folder, "tiny.yaml"));
    }

    /// <summary>A folder that no other run writes to.</summary>
    public string NextOutput() => Path.Join(folder, $"run-{Interlocked.Increment(ref runs)}");

    /// <summary>Opens the run.</summary>
    internal TrainingRun Open(string output, bool resumes) => Open(output, resumes, new Watcher([]));

    /// <summary>What one thread in one process gives, without any cluster.</summary>
    internal Reference ReferenceOf(IReadOnlyList<Amendment> amendments)
    {
        string key = string.Join(' ', amendments);
        lock (references)
        {
            if (!references.TryGetValue(key, out Reference? reference))
            {
                var watcher = new Watcher([]);
                string output = NextOutput();
                string hash;
                UInt128 first;
                using (TrainingRun run = Open(output, resumes: false, watcher))
                {
                    foreach (Amendment amendment in amendments)
                    {
                        run.Replica.Amend(amendment);
                    }

                    first = new UInt128(run.Replica.Digest.High, run.Replica.Digest.Low);
                    hash = run.Run(CancellationToken.None).StateHash;
                }

                reference = new Reference(hash, MetricsOf(output), [first, .. watcher.Digests]);
                references.Add(key, reference);
            }

            return reference;
        }
    }

    /// <summary>The metrics of a run that has ended.</summary>
    internal static string MetricsOf(string output) => File.ReadAllText(Path.Join(output, "metrics.jsonl"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private TrainingRun Open(string output, bool resumes, Watcher watcher) =>
        TrainingRun.Open(
            spec,
            new RunOptions(1, 1, null, output, resumes, null, false),
            watcher);

    private sealed class Watcher(List<UInt128> digests) : ITrainingObserver
    {
        public List<UInt128> Digests => digests;

        public void OnStep(in StepReport report) =>
            digests.Add(new UInt128(report.Digest.High, report.Digest.Low));

        public void OnValidated(Step step, double loss, TimeSpan duration)
        {
        }

        public void OnCheckpoint(CheckpointReceipt written)
        {
        }

        public void OnWarning(string message)
        {
        }
    }
}
