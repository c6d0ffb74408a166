using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Covers;

/// <summary>The coordinator's book of what a step's shards gave beside gradients: losses and carried states.</summary>
public sealed class ReportLedger
{
    private readonly int shards;
    private readonly List<double> replaced = [];
    private SubtreeCover<double> losses;

    /// <summary>Opens an empty book.</summary>
    /// <param name="shards">S.</param>
    public ReportLedger(int shards)
    {
        this.shards = shards;
        losses = new SubtreeCover<double>(shards);
    }

    /// <summary>Whether every shard has reported.</summary>
    public bool IsComplete => losses.IsComplete;

    /// <summary>The subtrees that have reported, in shard order.</summary>
    public IReadOnlyList<TreeNode> Subtrees => [.. losses.Accepted.Select(pair => pair.Subtree)];

    /// <summary>Forgets everything: the next step.</summary>
    public void Begin() => losses = new SubtreeCover<double>(shards);

    /// <summary>Whether a report can belong to this run at all.</summary>
    /// <param name="report">From the network.</param>
    public bool Fits(ShardReport report) => losses.Contains(report.Subtree);

    /// <summary>Takes a report unless all of it is known.</summary>
    /// <param name="report">A report that fits.</param>
    /// <returns>Whether it was taken.</returns>
    public bool TryAccept(ShardReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        replaced.Clear();
        return losses.TryAccept(report.Subtree, report.Loss, replaced);
    }

    /// <summary>Whether nobody needs to compute a subtree any more, as far as reports are concerned.</summary>
    /// <param name="subtree">A subtree of the tree.</param>
    public bool Covers(TreeNode subtree) => losses.Covers(subtree);

    /// <summary>The losses of all shards, added along the tree.</summary>
    public double SumLosses()
    {
        Ensure.That(IsComplete);
        Dictionary<TreeNode, double> bySubtree = losses.Accepted.ToDictionary(pair => pair.Subtree, pair => pair.Value);
        return Sum(TreeNode.Root(shards), bySubtree);
    }

    private static double Sum(TreeNode node, Dictionary<TreeNode, double> bySubtree)
    {
        if (bySubtree.TryGetValue(node, out double loss))
        {
            return loss;
        }

        var left = new TreeNode(node.Level - 1, node.Index * 2);
        return Sum(left, bySubtree) + Sum(new TreeNode(left.Level, left.Index + 1), bySubtree);
    }
}
