using MessagePack;

namespace RnnCluster.Protocol.Joining;

/// <summary>A worker with spec and data needs the state.</summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
[MessagePackObject]
public sealed record SnapshotRequest([property: Key(0)] long Term) : Message;
