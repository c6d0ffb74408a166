using System.Globalization;
using System.Text;
using RnnCluster.Learning.Benchmarks;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Shared;
using RnnCluster.Specification;
using CellKind = RnnCluster.Neural.Models.CellKind;

namespace RnnCluster.Cli.Clusters;

/// <summary>
/// A benchmark's step as a run on a text of random symbols: with a cluster around it, a step needs a spec and data that
/// workers can fetch. Lies in a temporary folder that goes with it.
/// </summary>
internal sealed class SyntheticRun : IDisposable
{
    private const int WindowsOfText = 8;

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-bench-").FullName;
    private int outputs;

    /// <summary>Writes text and spec.</summary>
    /// <param name="benchmark">The step.</param>
    public SyntheticRun(BenchmarkCase benchmark)
    {
        TrainingPlan plan = benchmark.Plan;
        bool isWords = plan.Model.Vocabulary > 1000;
        File.WriteAllText(Path.Join(folder, "text.txt"), isWords ? Words(plan) : Characters(plan));
        string path = Path.Join(folder, "bench.yaml");
        File.WriteAllText(path, SpecOf(benchmark.Name, plan, isWords));
        Spec = RunSpecLoader.Load(path);
    }

    /// <summary>The spec.</summary>
    public RunSpec Spec { get; }

    /// <summary>Opens the run in a folder of its own.</summary>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="observer">Watches.</param>
    public TrainingRun Open(int threads, ITrainingObserver observer) => TrainingRun.Open(
        Spec,
        new RunOptions(threads, 1, null, Path.Join(folder, $"run-{outputs++}"), false, null, false),
        observer);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string SpecOf(string name, TrainingPlan plan, bool isWords)
    {
        ModelOptions model = plan.Model;
        string cell = model.Cell switch
        {
            CellKind.Lstm => "lstm",
            CellKind.Gru => "gru",
            CellKind.RnnTanh => "rnn-tanh",
            _ => "rnn-relu",
        };
        string optimizer = plan.Optimizer is SgdOptions ? "{ kind: sgd, rate: 0.1 }" : "{ kind: adam, rate: 0.001 }";
        string tokenizer = isWords ? "word" : "character";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            name: {{name}}
            seed: 1
            task: language-model
            data: { text: text.txt, tokenizer: {{tokenizer}}, split: [1, 0, 0] }
            model:
              embedding: {{model.InputWidth}}
              cell: {{cell}}
              hidden: {{model.Hidden}}
              layers: {{model.Layers}}
            training:
              batch: {{plan.Batch}}
              window: {{plan.Window}}
              shards: {{plan.Shards}}
              steps: 1000000000
              clip: { norm: 1 }
              optimizer: {{optimizer}}
            validation: { every: 0 }
            checkpoints: { every: 0, keep: 1 }
            """);
    }

    /// <summary>Letters from 'A' on, each at least once.</summary>
    private static string Characters(TrainingPlan plan) => string.Create(
        Count(plan), plan.Model.Vocabulary, static (text, vocabulary) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = (char)('A' + Symbol(index, vocabulary));
            }
        });

    /// <summary>The unknown word counts as one of the vocabulary.</summary>
    private static string Words(TrainingPlan plan)
    {
        var text = new StringBuilder();
        int count = Count(plan);
        for (int index = 0; index < count; index++)
        {
            text.Append('w').Append(Symbol(index, plan.Model.Vocabulary - 1)).Append(' ');
        }

        return text.ToString();
    }

    private static int Count(TrainingPlan plan) =>
        (plan.Batch * plan.Window * WindowsOfText) + plan.Model.Vocabulary + 1;

    private static int Symbol(int index, int vocabulary)
    {
        if (index < vocabulary)
        {
            return index;
        }

        PhiloxWords words = Philox.Compute(default, new PhiloxWords((uint)index, 0, 0, 0));
        return (int)(words.X0 % (uint)vocabulary);
    }
}
