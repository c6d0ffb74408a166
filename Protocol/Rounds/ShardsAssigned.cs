using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>More work within the current step: shards of a worker that is gone or slow.</summary>
/// <param name="Term">Which start of a coordinator speaks: the time of that start, in milliseconds since 1970.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="PlanVersion">The plan under which the work was given.</param>
/// <param name="Subtrees">Subtrees to compute in this step only.</param>
/// <param name="Reason">Why.</param>
public sealed record ShardsAssigned(
    long Term, Step Step, long PlanVersion, IReadOnlyList<TreeNode> Subtrees, AssignmentReason Reason) : Message;
