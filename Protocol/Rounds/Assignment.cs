using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>What a worker computes in every step under a plan.</summary>
/// <param name="Node">The worker.</param>
/// <param name="Subtrees">The maximal aligned subtrees of its shards, in shard order.</param>
[MessagePackObject]
public sealed record Assignment([property: Key(0)] NodeId Node, [property: Key(1)] IReadOnlyList<TreeNode> Subtrees);
