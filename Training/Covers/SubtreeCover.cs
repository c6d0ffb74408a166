using RnnCluster.Shared;

namespace RnnCluster.Training.Covers;

/// <summary>
/// What has been answered of the shard tree. Subtrees of one tree are nested or disjoint, so every answer is either
/// known already, or new, or holds smaller ones that it replaces; the accepted ones never overlap. That is why a
/// gradient which comes twice, in parts from one worker and whole from another, is counted once.
/// </summary>
/// <typeparam name="T">What an answer carries.</typeparam>
public sealed class SubtreeCover<T>
{
    /// <summary>Disjoint, by first shard.</summary>
    private readonly SortedDictionary<int, (TreeNode Subtree, T Value)> accepted = [];

    private readonly int shards;
    private int covered;

    /// <summary>Nothing is covered yet.</summary>
    /// <param name="shards">S, the shards of the tree.</param>
    public SubtreeCover(int shards)
    {
        _ = TreeNode.Root(shards);
        this.shards = shards;
    }

    /// <summary>Whether every shard is covered.</summary>
    public bool IsComplete => covered == shards;

    /// <summary>The accepted answers in shard order.</summary>
    public IEnumerable<(TreeNode Subtree, T Value)> Accepted => accepted.Values;

    /// <summary>Whether a subtree of this tree has this form at all.</summary>
    /// <param name="subtree">Any value, perhaps from the network.</param>
    public bool Contains(TreeNode subtree) =>
        subtree is { Level: >= 0 and <= Limits.ShardLevelsMax, Index: >= 0 }
        && (long)(subtree.Index + 1L) << subtree.Level <= shards;

    /// <summary>Whether all shards of a subtree are covered, by one answer or by several.</summary>
    /// <param name="subtree">A subtree of this tree.</param>
    public bool Covers(TreeNode subtree)
    {
        int found = 0;
        foreach ((TreeNode other, _) in accepted.Values)
        {
            if (IsWithin(subtree, other))
            {
                return true;
            }

            found += IsWithin(other, subtree) ? other.ShardCount : 0;
        }

        return found == subtree.ShardCount;
    }

    /// <summary>Takes an answer unless all of it is known.</summary>
    /// <param name="subtree">A subtree of this tree.</param>
    /// <param name="value">What the answer carries.</param>
    /// <param name="replaced">Gets what the answer makes superfluous.</param>
    /// <returns>Whether it was taken.</returns>
    public bool TryAccept(TreeNode subtree, T value, ICollection<T> replaced)
    {
        ArgumentNullException.ThrowIfNull(replaced);
        Ensure.That(Contains(subtree));
        if (Covers(subtree))
        {
            return false;
        }

        int end = subtree.FirstShard + subtree.ShardCount;
        for (int shard = subtree.FirstShard; shard < end; shard++)
        {
            if (accepted.Remove(shard, out (TreeNode Subtree, T Value) smaller))
            {
                covered -= smaller.Subtree.ShardCount;
                replaced.Add(smaller.Value);
            }
        }

        accepted.Add(subtree.FirstShard, (subtree, value));
        covered += subtree.ShardCount;
        return true;
    }

    private static bool IsWithin(TreeNode inner, TreeNode outer) =>
        inner.FirstShard >= outer.FirstShard
        && inner.FirstShard + inner.ShardCount <= outer.FirstShard + outer.ShardCount;
}
