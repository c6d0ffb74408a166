using RnnCluster.Protocol.Rounds;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>The phases of a replica's step by name.</summary>
internal static class StepPhases
{
    /// <summary>The phases in their order.</summary>
    public static IReadOnlyList<(string Name, TimeSpan Time)> Of(StepTimes times) =>
    [
        ("data", times.Data),
        ("forward", times.Forward),
        ("backward", times.Backward),
        ("send", times.Send),
        ("wait", times.Wait),
        ("reduce", times.Reduce),
        ("apply", times.Apply),
    ];
}
