using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>Shards were given to a second worker within a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="From">Who held them.</param>
/// <param name="To">Who computes them now.</param>
/// <param name="Subtrees">The shards.</param>
/// <param name="Reason">Why.</param>
[MessagePackObject]
public sealed record ShardsMoved(
    [property: Key(0)] Step Step,
    [property: Key(1)] NodeId From,
    [property: Key(2)] NodeId To,
    [property: Key(3)] IReadOnlyList<TreeNode> Subtrees,
    [property: Key(4)] Rounds.AssignmentReason Reason) : RunEvent;
