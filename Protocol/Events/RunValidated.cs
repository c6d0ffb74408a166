using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>The validation part was evaluated.</summary>
/// <param name="Step">After which update.</param>
/// <param name="Loss">Mean loss over its targets in nats.</param>
/// <param name="Duration">How long that took.</param>
[MessagePackObject]
public sealed record RunValidated(
    [property: Key(0)] Step Step,
    [property: Key(1)] double Loss,
    [property: Key(2)] TimeSpan Duration) : RunEvent;
