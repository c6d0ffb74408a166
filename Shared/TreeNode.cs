using System.Numerics;

namespace RnnCluster.Shared;

/// <summary>
/// A node of the fixed binary tree over the shard index. Level 0 holds the shards; the node (level, index) is the sum
/// of the shards index * 2^level .. (index + 1) * 2^level - 1, added as left child plus right child. Floating-point
/// addition does not associate, so this tree is what makes a sum independent of who added what, and when.
/// </summary>
/// <param name="Level">0 for a single shard, log2 S for the root.</param>
/// <param name="Index">Position within the level, from the left.</param>
public readonly record struct TreeNode(int Level, int Index)
{
    /// <summary>The first shard below this node.</summary>
    public int FirstShard => Index << Level;

    /// <summary>How many shards lie below this node.</summary>
    public int ShardCount => 1 << Level;

    /// <summary>The node that this one is a child of.</summary>
    public TreeNode Parent => new(Level + 1, Index >> 1);

    /// <summary>Whether this node is the left child of its parent.</summary>
    public bool IsLeft => (Index & 1) == 0;

    /// <summary>The root of a tree over <paramref name="shards"/> shards.</summary>
    /// <param name="shards">S, a power of two.</param>
    public static TreeNode Root(int shards)
    {
        Ensure.That(BitOperations.IsPow2(shards));
        return new TreeNode(BitOperations.Log2((uint)shards), 0);
    }

    /// <summary>
    /// The maximal aligned subtrees that exactly cover a set of shards, in shard order: what a holder of these shards
    /// computes and sends, one vector per node.
    /// </summary>
    /// <param name="shards">Distinct shard indices in ascending order.</param>
    /// <param name="shardCount">S, a power of two.</param>
    public static IReadOnlyList<TreeNode> Cover(ReadOnlySpan<int> shards, int shardCount)
    {
        Ensure.That(BitOperations.IsPow2(shardCount));
        var cover = new List<TreeNode>();
        int position = 0;
        while (position < shards.Length)
        {
            int first = shards[position];
            Ensure.That(first >= 0 && first < shardCount && (position == 0 || first > shards[position - 1]));
            int run = 1;
            while (position + run < shards.Length && shards[position + run] == first + run)
            {
                run++;
            }

            while (run > 0)
            {
                int alignment = BitOperations.TrailingZeroCount(first == 0 ? shardCount : first);
                int level = Math.Min(alignment, BitOperations.Log2((uint)run));
                cover.Add(new TreeNode(level, first >> level));
                first += 1 << level;
                run -= 1 << level;
                position += 1 << level;
            }
        }

        return cover;
    }

    /// <inheritdoc/>
    public override string ToString() => $"[{FirstShard}..{FirstShard + ShardCount - 1}]";
}
