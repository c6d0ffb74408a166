using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Health;

/// <summary>
/// Which process a member of the cluster is. A worker tells its coordinator over Akka; it counts when the process that
/// has said the same name and nonce over the exchange is connected.
/// </summary>
/// <param name="Node">Its name.</param>
/// <param name="Incarnation">The process's nonce: the one of its hello.</param>
/// <param name="Uid">Akka's number of the member.</param>
[MessagePackObject]
public sealed record Presence(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] long Incarnation,
    [property: Key(2)] int Uid) : Message;
