namespace RnnCluster.Protocol.Tests.Standing;

/// <summary>What is known of a run after its events.</summary>
/// <param name="State">The state's word.</param>
/// <param name="Step">The last step.</param>
/// <param name="Failures">Nodes that were lost.</param>
/// <param name="Reassigned">Shards that moved because of that.</param>
/// <param name="Speculated">Shards that were computed twice.</param>
public sealed record Known(string State, long Step, long Failures, long Reassigned, long Speculated);
