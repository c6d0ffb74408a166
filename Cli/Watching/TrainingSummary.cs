using RnnCluster.Data;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Runs;
using RnnCluster.Specification;

namespace RnnCluster.Cli.Watching;

/// <summary>What is going to be trained.</summary>
internal sealed record TrainingSummary
{
    /// <summary>Gathers it from an open run.</summary>
    public TrainingSummary(RunSpec spec, RunOptions options, TrainingRun run)
    {
        Name = spec.Name;
        RunId = run.RunId;
        Model = ModelText.Of(spec.Model);
        Parameters = run.Replica.Model.Layout.Length;
        Corpus = run.Corpus;
        Step = run.Replica.Step.Value;
        Steps = run.StepsTotal;
        StepsPerEpoch = run.StepsPerEpoch;
        TokensPerStep = run.Replica.Plan.TargetsPerStep;
        Shards = spec.Training.Shards;
        ClipNorm = spec.Training.Clip is { Kind: ClipKind.Norm } clip ? clip.Bound : null;
        Origin = run.Journal.Origin;
        Options = options;
    }

    public string Name { get; }

    public string RunId { get; }

    public string Model { get; }

    public int Parameters { get; }

    public Corpus Corpus { get; }

    public long Step { get; }

    public long Steps { get; }

    public int StepsPerEpoch { get; }

    public long TokensPerStep { get; }

    public int Shards { get; }

    /// <summary>Gradients above this norm are clipped; null if they are not, or by value.</summary>
    public double? ClipNorm { get; }

    /// <summary>The state of another run that this one began with; null for an initial state.</summary>
    public RunOrigin? Origin { get; }

    public RunOptions Options { get; }

    /// <summary>The summary as lines of a label and a text.</summary>
    public IEnumerable<(string Label, string Text)> Lines()
    {
        string unit = Corpus.Vocabulary.Kind == Data.TokenizerKind.Character ? "characters" : "words";
        string threads = Options.Threads == 1 ? "1 thread" : $"{Options.Threads} threads";
        string partitions = Options.Partitions == 1 ? "" : $" in {Options.Partitions} partitions";
        string from = Step == 0
            ? ""
            : Step == Origin?.Step.Value
                ? $", from step {Figures.Count(Step)} of run {Origin.RunId}"
                : $", resumed at step {Figures.Count(Step)}";
        yield return ("run", $"{Name}, {RunId}");
        yield return ("model", $"{Model}: {Figures.Count(Parameters)} parameters");
        yield return (
            "data",
            $"{Figures.Count(Corpus.Training.Length)} {unit} to train on, {Figures.Count(Corpus.Validation.Length)} "
            + $"to validate with; a vocabulary of {Figures.Count(Corpus.Vocabulary.Count)}");
        yield return (
            "steps",
            $"{Figures.Count(Steps)} of {Figures.Count(TokensPerStep)} {unit} each, {Figures.Count(StepsPerEpoch)} "
            + $"an epoch{from}");
        yield return ("compute", $"{Shards} shards{partitions} on {threads}, lanes {LaneSelection.Name}");
        yield return ("output", Options.Output);
    }
}
