using System.Runtime.InteropServices;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// A set of shards that one replica computes together: their rows stacked into one window, and one sum for each
/// maximal aligned subtree. Made when shards are assigned, used for many steps.
/// </summary>
public sealed class ShardGroup
{
    private readonly NodeSum[] sums;
    private readonly ShardNode[] nodes;

    /// <summary>Lays out a group.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="shards">Distinct shards in ascending order, at least one.</param>
    /// <param name="gradientLength">Elements of the flat gradient.</param>
    public ShardGroup(TrainingPlan plan, ReadOnlySpan<int> shards, int gradientLength)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Ensure.That(shards.Length > 0);
        int[] all = shards.ToArray();
        Shards = all;
        var rows = new List<int>();
        int[] starts = new int[shards.Length + 1];
        for (int index = 0; index < shards.Length; index++)
        {
            int first = ShardRange.FirstRow(shards[index], plan.Shards, plan.Batch);
            rows.AddRange(Enumerable.Range(first, ShardRange.RowCount(shards[index], plan.Shards, plan.Batch)));
            starts[index + 1] = rows.Count;
        }

        Window = new Window(
            new ShardRows(plan.Window, starts),
            CollectionsMarshal.AsSpan(rows),
            plan.Model.Vocabulary)
        {
            IsTraining = true,
            DropoutKey = Philox.Key(plan.Seed, RandomPurpose.Dropout),
        };
        IReadOnlyList<TreeNode> cover = TreeNode.Cover(shards, plan.Shards);
        sums = [.. cover.Select(node => new NodeSum(node, gradientLength))];
        nodes = [.. cover.Select(node => new ShardNode(Array.IndexOf(all, node.FirstShard), node.ShardCount))];
    }

    /// <summary>The shards in ascending order.</summary>
    public IReadOnlyList<int> Shards { get; }

    /// <summary>One sum per maximal aligned subtree, in shard order; valid after the group was computed.</summary>
    public IReadOnlyList<NodeSum> Sums => sums;

    /// <summary>The stacked rows.</summary>
    internal Window Window { get; }

    /// <summary>Symbols whose rows of the embedding's gradient the previous step left touched.</summary>
    internal List<int> TouchedBefore { get; } = [];

    internal ReadOnlySpan<ShardNode> Nodes => nodes;
}
