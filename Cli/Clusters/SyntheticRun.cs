using System.Text;
using RnnCluster.Learning.Benchmarks;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Clusters;

/// <summary>
/// A benchmark's step as a run on a text of random symbols: with a cluster around it, a step needs data that workers
/// can fetch. The text and what the run leaves are in a temporary folder that goes with it.
/// </summary>
internal sealed class SyntheticRun : IDisposable
{
    private const int WindowsOfText = 8;

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-bench-").FullName;
    private int outputs;

    /// <summary>Writes the text.</summary>
    /// <param name="benchmark">The step.</param>
    public SyntheticRun(BenchmarkCase benchmark)
    {
        string text = Path.Join(folder, "text.txt");
        bool isWords = benchmark.Spec.Data.Tokenizer == TokenizerKind.Word;
        File.WriteAllText(text, isWords ? Words(benchmark.Plan) : Characters(benchmark.Plan));
        Spec = SpecOf(benchmark.Spec, text);
    }

    /// <summary>The spec.</summary>
    public RunSpec Spec { get; }

    /// <summary>
    /// The benchmark's own spec but for what a measurement replaces: where the text is, how long the run is, and when
    /// it is validated and saved.
    /// </summary>
    /// <param name="spec">The benchmark's.</param>
    /// <param name="text">The text.</param>
    public static RunSpec SpecOf(RunSpec spec, string text) => spec with
    {
        Data = new DataSpec(
            new SplitTextSpec(text, Train: 1, Validation: 0, Test: 0),
            spec.Data.Tokenizer,
            VocabularyMax: null,
            LineEnd: false),
        Training = spec.Training with { Steps = Limits.StepsMax, Epochs = null },
        Validation = spec.Validation with { Every = 0 },
        Checkpoints = new CheckpointSpec(Every: 0, Keep: 1),
    };

    /// <summary>Opens the run in a folder of its own.</summary>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="observer">Watches.</param>
    public TrainingRun Open(int threads, ITrainingObserver observer) => TrainingRun.Open(
        Spec,
        new RunOptions(threads, 1, null, Path.Join(folder, $"run-{outputs++}"), false, null, false),
        observer);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Letters from 'A' on, each at least once; what is no character of its own is passed over.</summary>
    private static string Characters(TrainingPlan plan)
    {
        Rune[] letters =
        [
            .. Enumerable.Range('A', 0x11_0000 - 'A')
                .Where(Rune.IsValid)
                .Where(letter => !Rune.IsControl(new Rune(letter)))
                .Take(plan.Model.Vocabulary)
                .Select(letter => new Rune(letter)),
        ];
        var text = new StringBuilder();
        int count = Count(plan);
        for (int index = 0; index < count; index++)
        {
            text.Append(letters[Symbol(index, letters.Length)]);
        }

        return text.ToString();
    }

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
