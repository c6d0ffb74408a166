using RnnCluster.Dashboard.Api;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Dashboard.History;

/// <summary>The curves of a run, under the names that the API has for them. 8 x 288 KiB, however long it is.</summary>
internal sealed class StepCurves
{
    /// <summary>All names, in the order in which they are written.</summary>
    public static readonly string[] Names =
    [
        "loss", "validationLoss", "rate", "gradientNorm", "gradientNormClipped", "clippedShare", "duration",
        "tokensPerSecond",
    ];

    private const int Loss = 0;
    private const int ValidationLoss = 1;
    private const int Rate = 2;
    private const int GradientNorm = 3;
    private const int GradientNormClipped = 4;
    private const int ClippedShare = 5;
    private const int Duration = 6;
    private const int TokensPerSecond = 7;

    private readonly Curve[] curves;
    private readonly long tokensPerStep;
    private readonly double? clipNorm;

    public StepCurves(RunDescription run)
        : this(run, [.. Names.Select(_ => new Curve())])
    {
    }

    private StepCurves(RunDescription run, Curve[] curves)
    {
        this.curves = curves;
        tokensPerStep = run.TokensPerStep;
        clipNorm = run.ClipNorm;
    }

    /// <summary>The newest step; -1 without one.</summary>
    public long Last => curves[Loss].Last;

    /// <summary>Which steps of the newest were clipped.</summary>
    public ClippedWindow Clipped { get; } = new();

    /// <summary>A step of this execution. One that was there before, and all after it, are forgotten.</summary>
    public void Record(StepCompleted step, double at)
    {
        long number = step.Step.Value;
        Record(new StepMetrics(step.Step, step.Loss, null, step.Rate, step.Norm, step.IsClipped, step.Digest), at);
        double seconds = step.Duration.TotalSeconds;
        if (seconds > 0)
        {
            curves[Duration].Add(number, at, seconds);
            curves[TokensPerSecond].Add(number, at, tokensPerStep / seconds);
        }
    }

    /// <summary>A step as a line of metrics knows it: without its duration.</summary>
    public void Record(in StepMetrics step, double at)
    {
        long number = step.Step.Value;
        if (number <= Last)
        {
            DropFrom(number);
        }

        Clipped.Add(step.IsClipped);
        curves[Loss].Add(number, at, step.Loss);
        curves[Rate].Add(number, at, step.Rate);
        curves[GradientNorm].Add(number, at, step.Norm);
        curves[GradientNormClipped].Add(
            number, at, step.IsClipped && clipNorm is { } bound ? Math.Min(bound, step.Norm) : step.Norm);
        curves[ClippedShare].Add(number, at, Clipped.Share ?? 0);
        if (step.ValidationLoss is { } loss)
        {
            RecordValidation(number, at, loss);
        }
    }

    public void RecordValidation(long step, double at, double loss)
    {
        if (step <= curves[ValidationLoss].Last)
        {
            curves[ValidationLoss].DropFrom(step);
        }

        curves[ValidationLoss].Add(step, at, loss);
    }

    public void DropFrom(long step)
    {
        foreach (Curve curve in curves)
        {
            curve.DropFrom(step);
        }
    }

    /// <summary>Whether there is a curve of this name.</summary>
    public static bool IsName(string name) => Array.IndexOf(Names, name) >= 0;

    /// <summary>A curve's rows between two steps.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="from">The first step.</param>
    /// <param name="to">The last step.</param>
    /// <param name="points">How many rows at most.</param>
    public Series Query(string name, long from, long to, int points)
    {
        List<CurveRow> rows = curves[Array.IndexOf(Names, name)].Query(from, to, points);
        return new Series(
            rows.ConvertAll(row => row.First),
            rows.ConvertAll(row => row.At),
            rows.ConvertAll(row => row.Mean),
            rows.ConvertAll(row => row.Min),
            rows.ConvertAll(row => row.Max));
    }

    public double? LastValidation => curves[ValidationLoss].LastValue;

    public StepCurves Copy(RunDescription run) => new(run, [.. curves.Select(curve => curve.Copy())]);

    public void WriteTo(BinaryWriter writer)
    {
        foreach (Curve curve in curves)
        {
            curve.WriteTo(writer);
        }
    }

    public static StepCurves ReadFrom(BinaryReader reader, RunDescription run) =>
        new(run, [.. Names.Select(_ => Curve.ReadFrom(reader))]);
}
