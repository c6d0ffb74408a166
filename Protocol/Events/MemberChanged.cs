using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>A node's part in the cluster changed.</summary>
/// <param name="Node">The node.</param>
/// <param name="Incarnation">Which start of it.</param>
/// <param name="State">What it is now.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Silence">How long ago it was last heard of.</param>
[MessagePackObject]
public sealed record MemberChanged(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] long Incarnation,
    [property: Key(2)] MemberState State,
    [property: Key(3)] string Reason,
    [property: Key(4)] TimeSpan Silence) : RunEvent;
