using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Commands;

/// <summary>A worker gets no more shards and goes.</summary>
/// <param name="Node">The worker.</param>
[MessagePackObject]
public sealed record DrainWorker([property: Key(0)] NodeId Node) : OperatorCommand;
