using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Joining;

/// <summary>A worker holds the state of a step and follows from there: it may be given shards.</summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step of its state.</param>
/// <param name="Digest">The chained digest of its state.</param>
[MessagePackObject]
public sealed record ReplicaReady(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] UInt128 Digest) : Message;
