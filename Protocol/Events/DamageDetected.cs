using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>Something came damaged on its way between the coordinator and a node. It was not used.</summary>
/// <param name="Node">The node at the other end of the link.</param>
/// <param name="Step">The step being computed.</param>
/// <param name="Part">What it was; that says which way it went.</param>
/// <param name="Count">How often that has happened on this link, this time included.</param>
[MessagePackObject]
public sealed record DamageDetected(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] Step Step,
    [property: Key(2)] DamagedPart Part,
    [property: Key(3)] long Count) : RunEvent;
