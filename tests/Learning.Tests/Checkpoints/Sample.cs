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

    public static CheckpointContent Content(long step, RunIdentity? identity = null) => new(
        identity ?? Identity,
        State(step, identity),
        Json("""{"name": "sample", "seed": 1}"""),
        Json(string.Create(CultureInfo.InvariantCulture, $"{{\"trainLoss\":{1.0 / step:R}}}")));

    public static CheckpointStore Store(IStorage storage, int keep = 2, List<string>? warnings = null) =>
        new(storage, keep, line => (warnings ?? []).Add(line));

    private static float[] Floats(int count, long seed) =>
        [.. Enumerable.Range(0, count).Select(index => ((seed * 31) + index) / 8f)];
}
