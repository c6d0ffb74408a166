using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Hosting.Tests;

/// <summary>A run of short steps, twenty of them unless a test says otherwise.</summary>
public sealed class TinyRun : IDisposable
{
    /// <summary>So many steps that nobody comes to their end.</summary>
    internal const int Endless = 100_000_000;

    private const string TextName = "text.txt";
    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-hosting-").FullName;
    private int runs;

    public TinyRun()
    {
        string line = string.Concat(Enumerable.Range('0', 40).Select(code => (char)code));
        File.WriteAllText(Path.Join(folder, TextName), string.Concat(Enumerable.Repeat(line, 20)));
    }

    /// <summary>The folder of the run that was opened last.</summary>
    internal string LastOutput => Path.Join(folder, $"run-{runs}");

    /// <summary>A process of a test.</summary>
    internal static NodeDescription Node(string name, int threads = 1) =>
        new(new NodeId(name), 1, "here", 1, 1, threads, "any", "test", Fingerprint: 1);

    /// <summary>Opens the run in a folder of its own.</summary>
    /// <param name="onStep">Called after each update, on the replica's thread.</param>
    /// <param name="cell">Its cell, as in a spec.</param>
    /// <param name="rate">Its learning rate.</param>
    /// <param name="steps">How many steps it has.</param>
    internal TrainingRun Open(
        Action<Step>? onStep = null, string cell = "lstm", string rate = "0.01", int steps = 20)
    {
        int number = Interlocked.Increment(ref runs);
        string path = Path.Join(folder, $"tiny-{number}.yaml");
        File.WriteAllText(
            path,
            $$"""
            name: tiny
            seed: 11
            task: language-model
            data: { text: {{TextName}}, tokenizer: character, split: [0.8, 0.1, 0.1] }
            model: { embedding: 8, cell: {{cell}}, hidden: 8, layers: 1 }
            training:
              batch: 8
              window: 5
              shards: 4
              steps: {{steps}}
              optimizer: { kind: adam, rate: {{rate}} }
            validation: { every: 1000 }
            checkpoints: { every: 1000, keep: 2 }
            """);
        var options = new RunOptions(1, 1, null, Path.Join(folder, $"run-{number}"), false, null, false);
        return TrainingRun.Open(RunSpecLoader.Load(path), options, new Observer(onStep));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private sealed class Observer(Action<Step>? onStep) : ITrainingObserver
    {
        public void OnStep(in StepReport report) => onStep?.Invoke(report.Step);

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
