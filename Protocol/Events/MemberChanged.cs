using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>A node's part in the cluster changed.</summary>
/// <param name="Node">The node.</param>
/// <param name="Incarnation">Which start of it.</param>
/// <param name="State">What it is now.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="Silence">How long ago it was last heard of.</param>
public sealed record MemberChanged(
    NodeId Node, long Incarnation, MemberState State, string Reason, TimeSpan Silence) : RunEvent;
