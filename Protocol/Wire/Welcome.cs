using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>The answer to a hello: the connection is open.</summary>
/// <param name="Node">Who answers.</param>
/// <param name="Incarnation">Which start of it.</param>
/// <param name="Run">Its run; null if it has none.</param>
[MessagePackObject]
public sealed record Welcome(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] long Incarnation,
    [property: Key(2)] RunId? Run) : Message;
