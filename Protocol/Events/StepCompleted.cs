using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>An update was made.</summary>
/// <param name="Step">The step that it led to.</param>
/// <param name="Loss">Mean loss over the step's targets in nats.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Norm">Global norm of the averaged gradient before clipping.</param>
/// <param name="IsClipped">Whether clipping changed it; by value, whether it is on.</param>
/// <param name="Digest">The chained digest.</param>
/// <param name="Duration">Since the update before.</param>
[MessagePackObject]
public sealed record StepCompleted(
    [property: Key(0)] Step Step,
    [property: Key(1), MessagePackFormatter(typeof(RealFormatter), RealRange.Finite)] double Loss,
    [property: Key(2), MessagePackFormatter(typeof(RealFormatter), RealRange.FromZero)] double Rate,
    [property: Key(3), MessagePackFormatter(typeof(RealFormatter), RealRange.FromZero)] double Norm,
    [property: Key(4)] bool IsClipped,
    [property: Key(5)] UInt128 Digest,
    [property: Key(6)] TimeSpan Duration) : RunEvent;
