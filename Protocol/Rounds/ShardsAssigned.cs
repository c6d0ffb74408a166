using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>More work within the current step: shards of a worker that is gone or slow.</summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="PlanVersion">The plan under which the work was given.</param>
/// <param name="Subtrees">Subtrees to compute in this step only.</param>
/// <param name="Reason">Why.</param>
[MessagePackObject]
public sealed record ShardsAssigned(
    [property: Key(0)] long Term,
    [property: Key(1)] Step Step,
    [property: Key(2)] long PlanVersion,
    [property: Key(3)] IReadOnlyList<TreeNode> Subtrees,
    [property: Key(4)] AssignmentReason Reason) : Message;
