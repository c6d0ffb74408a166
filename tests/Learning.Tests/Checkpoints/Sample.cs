using System.Globalization;
using System.Text;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Checkpoints;

/// <summary>A small run whose state is a function of the step.</summary>
internal static class Sample
{
    public const string RunId = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

    public static RunIdentity Identity { get; } = new(
        RunId,
        NumericsVersion: 1,
        Json("""{"model":{"cell":"lstm","hidden":4},"seed":1}"""),
        "d474",
        Json("[\"a\",\"é\"]"));

    public static ReadOnlyMemory<byte> Json(string text) => Encoding.UTF8.GetBytes(text);

    public static StateImage State(long step, RunIdentity? identity = null) => new(
        (identity ?? Identity).RunId,
        (identity ?? Identity).NumericsVersion,
        new Step(step),
        [
            StateTensor.Of("encoder.weight", [2, 3], Floats(6, step)),
            StateTensor.Of("decoder.bias", [5], Floats(5, -step)),
            StateTensor.Of("optimizer.m.encoder.weight", [2, 3], Floats(6, 7 * step)),
            StateTensor.Of(StateNames.CarriedPrefix + "0.h", [2, 2], Floats(4, step + 1)),
            StateTensor.Scalar(StateNames.ProgressPrefix + "bestLoss", double.PositiveInfinity),
            StateTensor.Scalar(StateNames.ProgressPrefix + "bestStep", step / 2),
        ]);

    public static CheckpointContent Content(long step, RunIdentity? identity = null) =>
        Content(step, State(step, identity), identity);

    /// <summary>A state of the same step that another amendment made.</summary>
    /// <param name="step">The step.</param>
    /// <param name="amendments">How many amendments it has.</param>
    public static StateImage Amended(long step, int amendments) => new(
        RunId,
        Identity.NumericsVersion,
        new Step(step),
        [.. State(step).Tensors, StateTensor.Of("amendments.step", [amendments], Floats(amendments, step))]);

    /// <summary>A checkpoint of <see cref="Amended"/>.</summary>
    public static CheckpointContent AmendedContent(long step, int amendments) =>
        Content(step, Amended(step, amendments), null);

    public static CheckpointStore Store(IStorage storage, int keep = 2, List<string>? warnings = null) =>
        new(storage, keep, line => (warnings ?? []).Add(line));

    private static CheckpointContent Content(long step, StateImage state, RunIdentity? identity) => new(
        identity ?? Identity,
        state,
        Json("""{"name": "sample", "seed": 1}"""),
        Json(string.Create(CultureInfo.InvariantCulture, $"{{\"trainLoss\":{1.0 / step:R}}}")));

    private static float[] Floats(int count, long seed) =>
        [.. Enumerable.Range(0, count).Select(index => ((seed * 31) + index) / 8f)];
}
