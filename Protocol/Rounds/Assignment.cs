using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>What a worker computes in every step under a plan.</summary>
/// <param name="Node">The worker.</param>
/// <param name="Subtrees">The maximal aligned subtrees of its shards, in shard order.</param>
public sealed record Assignment(NodeId Node, IReadOnlyList<TreeNode> Subtrees);
