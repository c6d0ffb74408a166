using RnnCluster.Dashboard.Api;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Runs;

/// <summary>Which shard is where.</summary>
internal sealed class ShardMap(int shards)
{
    private readonly NodeId?[] owners = new NodeId?[shards];
    private long version;
    private long from;
    private bool isThere;

    public NodeId? OwnerOf(int shard) => owners[shard];

    public IReadOnlyList<int> ShardsOf(NodeId node) =>
        [.. Enumerable.Range(0, owners.Length).Where(shard => owners[shard] == node)];

    /// <summary>Who holds a shard at all, by name.</summary>
    public IReadOnlyList<NodeId> Holders =>
        [.. owners.Where(owner => owner is not null).Select(owner => owner!.Value).Distinct().Order(NodeId.Order)];

    public void OnPlan(PlanChanged plan)
    {
        (version, from, isThere) = (plan.Version, plan.From.Value, true);
        Array.Clear(owners);
        foreach (Assignment assignment in plan.Assignments)
        {
            Give(assignment.Subtrees, assignment.Node);
        }
    }

    /// <summary>A shard that is computed twice stays where it is.</summary>
    public void OnMoved(ShardsMoved moved)
    {
        if (moved.Reason == AssignmentReason.Reassigned)
        {
            Give(moved.Subtrees, moved.To);
        }
    }

    public Plan? View() =>
        isThere ? new Plan(version, from, [.. owners.Select(owner => owner?.Name)]) : null;

    private void Give(IEnumerable<TreeNode> subtrees, NodeId node)
    {
        foreach (TreeNode subtree in subtrees)
        {
            int end = Math.Min(subtree.FirstShard + subtree.ShardCount, owners.Length);
            for (int shard = Math.Max(0, subtree.FirstShard); shard < end; shard++)
            {
                owners[shard] = node;
            }
        }
    }
}
