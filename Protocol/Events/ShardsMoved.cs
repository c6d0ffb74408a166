using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>Shards were given to a second worker within a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="From">Who held them.</param>
/// <param name="To">Who computes them now.</param>
/// <param name="Subtrees">The shards.</param>
/// <param name="Reason">Why.</param>
public sealed record ShardsMoved(
    Step Step, NodeId From, NodeId To, IReadOnlyList<TreeNode> Subtrees, Rounds.AssignmentReason Reason) : RunEvent;
