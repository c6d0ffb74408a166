using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>The validation part was evaluated.</summary>
/// <param name="Step">After which update.</param>
/// <param name="Loss">Mean loss over its targets in nats.</param>
/// <param name="Duration">How long that took.</param>
public sealed record RunValidated(Step Step, double Loss, TimeSpan Duration) : RunEvent;
