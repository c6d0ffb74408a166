using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// What else a subtree's shards gave: loss and new carried states. From the worker to the coordinator, which hands
/// the carried states on.
/// </summary>
/// <param name="Term">Which coordinator speaks: it grows by one whenever another takes over.</param>
/// <param name="Step">The step being computed: the updates that the state has behind it, not counting this one.</param>
/// <param name="PlanVersion">The plan under which the work was given.</param>
/// <param name="Subtree">The shards.</param>
/// <param name="Loss">Sum of their losses in nats, along the tree.</param>
/// <param name="ComputeTime">
/// How long the worker computed the whole group that they were part of, from beginning to end.
/// </param>
/// <param name="Digest">The chained digest of the state that they were computed from.</param>
/// <param name="Payload">Their carried states after the step.</param>
public sealed record ShardReport(
    long Term,
    Step Step,
    long PlanVersion,
    TreeNode Subtree,
    double Loss,
    TimeSpan ComputeTime,
    UInt128 Digest,
    Payload Payload)
    : BulkMessage(Payload);
