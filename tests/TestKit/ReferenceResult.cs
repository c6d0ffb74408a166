namespace RnnCluster.TestKit;

/// <summary>What one window gave.</summary>
/// <param name="LossSum">The cross-entropy in nats, summed over all (T, B) targets.</param>
/// <param name="State">The state after the window.</param>
public sealed record ReferenceResult(double LossSum, ReferenceState State);
