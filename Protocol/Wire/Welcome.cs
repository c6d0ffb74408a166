using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>The answer to a hello: the connection is open.</summary>
/// <param name="Node">Who answers.</param>
/// <param name="Incarnation">Which start of it.</param>
/// <param name="Run">Its run; null if it has none.</param>
public sealed record Welcome(NodeId Node, long Incarnation, RunId? Run) : Message;
