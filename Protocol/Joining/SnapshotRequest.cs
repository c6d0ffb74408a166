namespace RnnCluster.Protocol.Joining;

/// <summary>A worker with spec and data needs the state.</summary>
/// <param name="Term">Which coordinator speaks: it grows by one whenever another takes over.</param>
public sealed record SnapshotRequest(long Term) : Message;
