using System.Runtime.InteropServices;
using RnnCluster.Kernels.Products;
using RnnCluster.Learning.Exchange;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// A set of shards that one replica computes together: their rows stacked into one window, and one sum for each
/// maximal aligned subtree, or for each thread's part of it. Made when shards are assigned, used for many steps.
/// </summary>
public sealed class ShardGroup
{
    /// <summary>
    /// From so many positions on a strip has a sum of its own. One more sum is written, read and added; with fewer that
    /// takes longer than the transfers between cores that it saves (docs/decisions/0006-strips.md).
    /// </summary>
    private const int StripPositionsMin = 512;

    private readonly NodeSum[] sums;
    private readonly ShardNode[] nodes;
    private readonly bool isUnmixed;
    private int[]? touched;
    private int touchedCount;

    /// <summary>Lays out a group.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="shards">Distinct shards in ascending order, at least one.</param>
    /// <param name="gradientLength">Elements of the flat gradient.</param>
    /// <param name="slices">The cut that its sums are read by; null if they are reduced where they lie.</param>
    /// <param name="members">
    /// How many threads the team has that will compute it; changes the speed, never a bit.
    /// </param>
    public ShardGroup(
        TrainingPlan plan,
        ReadOnlySpan<int> shards,
        int gradientLength,
        SliceLayout? slices = null,
        int members = 1)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Ensure.That(shards.Length > 0 && members > 0);
        int[] all = shards.ToArray();
        Shards = all;
        Slices = slices;
        isUnmixed = slices is not null || all.Length == plan.Shards;
        var rows = new List<int>();
        int[] starts = new int[shards.Length + 1];
        for (int index = 0; index < shards.Length; index++)
        {
            int first = ShardRange.FirstRow(shards[index], plan.Shards, plan.Batch);
            rows.AddRange(Enumerable.Range(first, ShardRange.RowCount(shards[index], plan.Shards, plan.Batch)));
            starts[index + 1] = rows.Count;
        }

        Window = new Window(
            new ShardRows(plan.Window, starts, all.Length % members == 0 ? members : 1),
            CollectionsMarshal.AsSpan(rows),
            plan.Model.Vocabulary)
        {
            IsTraining = true,
            DropoutKey = Philox.Key(plan.Seed, RandomPurpose.Dropout),
        };
        TreeNode[]? byStrip = slices is null ? CoverByStrip(all, plan.Shards) : null;
        HasSumsByStrip = byStrip is not null;
        IReadOnlyList<TreeNode> cover = byStrip ?? TreeNode.Cover(shards, plan.Shards);
        sums = [.. cover.Select(node => new NodeSum(node, gradientLength) { IsReadOnly = slices is not null })];
        nodes = [.. cover.Select(node => new ShardNode(Array.IndexOf(all, node.FirstShard), node.ShardCount))];
    }

    /// <summary>The shards in ascending order.</summary>
    public IReadOnlyList<int> Shards { get; }

    /// <summary>Sums that cover the shards, in shard order; valid after the group was computed.</summary>
    public IReadOnlyList<NodeSum> Sums => sums;

    /// <summary>The cut that the sums are read by; null if they are reduced where they lie.</summary>
    public SliceLayout? Slices { get; }

    /// <summary>Whether somebody still reads a sum where it lies: the group must not compute then.</summary>
    public bool IsLent => Array.Exists(sums, static sum => sum.Loans.Outstanding > 0);

    /// <summary>Whether each strip of the window, in order, has a sum of its own.</summary>
    internal bool HasSumsByStrip { get; }

    /// <summary>The symbols that the group's rows read in the step that was computed last, ascending.</summary>
    internal ReadOnlySpan<int> Touched => Window.Tokens.Touched;

    /// <summary>Tells when slices are final; made when it is first asked for.</summary>
    internal SliceProgress? Progress { get; private set; }

    /// <summary>The stacked rows.</summary>
    internal Window Window { get; }

    internal ReadOnlySpan<ShardNode> Nodes => nodes;

    /// <summary>
    /// One node for each strip, so that each member sums the gradients of its own rows and no core reads what another
    /// wrote. Null if strips are too short for that, or if a strip's shards are no subtree.
    /// </summary>
    private TreeNode[]? CoverByStrip(int[] shards, int shardCount)
    {
        int strips = Window.Shards.Strips;
        if (strips == 1 || Window.Positions / strips < StripPositionsMin)
        {
            return null;
        }

        TreeNode[] cover =
            [.. shards.Chunk(shards.Length / strips).SelectMany(strip => TreeNode.Cover(strip, shardCount))];
        return cover.Length == strips ? cover : null;
    }

    /// <summary>
    /// Sets the identity of addition wherever the gradients will not be overwritten: the rows of an embedding table.
    /// Rows that this step touches are overwritten anyway. To the sums of a group of all shards nobody else adds, nor
    /// to sums that are read by slices: of their other rows only those are no identity that the step before touched.
    /// Any other sum may have had other groups' sums added to it when it was reduced, and with them rows that this
    /// group never saw.
    /// </summary>
    internal void ClearUntouched(LanguageModel model)
    {
        if (model.SparseTable is not { } table)
        {
            return;
        }

        foreach (NodeSum sum in sums)
        {
            Span<float> rows = table.Of(sum.Gradient.Span);
            if (!isUnmixed || touched is null)
            {
                rows.Fill(-0f);
                continue;
            }

            foreach (int symbol in touched.AsSpan(0, touchedCount))
            {
                rows.Slice(symbol * table.Columns, table.Columns).Fill(-0f);
            }
        }

        touched ??= new int[Window.Positions];
        Window.Tokens.Touched.CopyTo(touched);
        touchedCount = Window.Tokens.TouchedCount;
    }

    /// <summary>A step's gradients begin, and somebody wants to know when slices are final.</summary>
    internal void BeginProgress(LanguageModel model, ISliceSink sink)
    {
        Ensure.That(Slices is not null);
        Progress ??= new SliceProgress(model, Slices, sums);
        Progress.Begin(sink);
    }

    /// <summary>
    /// Sums the losses of every position: within a shard one chain in double over t * rows + row, then the tree.
    /// </summary>
    internal void SumLosses()
    {
        ShardRows rows = Window.Shards;
        for (int index = 0; index < nodes.Length; index++)
        {
            sums[index].Loss = SumLosses(rows, nodes[index].First, nodes[index].Count);
        }
    }

    private double SumLosses(ShardRows rows, int first, int count)
    {
        if (count > 1)
        {
            int half = count / 2;
            return SumLosses(rows, first, half) + SumLosses(rows, first + half, half);
        }

        double sum = 0;
        for (int step = 0; step < rows.Steps; step++)
        {
            for (int row = rows.First(first); row < rows.First(first + 1); row++)
            {
                sum += Window.Losses[Window.Position(step, row)];
            }
        }

        return sum;
    }
}
