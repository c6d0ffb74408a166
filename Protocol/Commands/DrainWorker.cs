using RnnCluster.Shared;

namespace RnnCluster.Protocol.Commands;

/// <summary>A worker gets no more shards and goes.</summary>
/// <param name="Node">The worker.</param>
public sealed record DrainWorker(NodeId Node) : OperatorCommand;
