using System.Numerics;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// How the rows of a time-major matrix fall to shards: row t * <see cref="RowsPerStep"/> + r belongs to the shard whose
/// band of batch rows holds r, at every step t.
/// </summary>
public sealed class ShardRows
{
    /// <summary>
    /// The deepest stack of sums that wait for their siblings: a tree over <see cref="ShardRange.ShardsMax"/> = 2^10
    /// shards is 11 deep.
    /// </summary>
    internal const int DepthMax = 11;

    private readonly int[] starts;
    private readonly int[] shardOfRow;

    /// <summary>Describes a window.</summary>
    /// <param name="steps">T, the time steps.</param>
    /// <param name="starts">First batch row of each shard, and the number of batch rows at the end; ascending.</param>
    public ShardRows(int steps, ReadOnlySpan<int> starts)
    {
        Ensure.That(steps > 0 && starts.Length > 1 && starts[0] == 0);
        Steps = steps;
        this.starts = starts.ToArray();
        for (int shard = 0; shard < Count; shard++)
        {
            Ensure.That(starts[shard + 1] > starts[shard]);
        }

        shardOfRow = new int[RowsPerStep];
        for (int shard = 0; shard < Count; shard++)
        {
            shardOfRow.AsSpan(First(shard), RowsOf(shard)).Fill(shard);
        }
    }

    /// <summary>T, the time steps.</summary>
    public int Steps { get; }

    /// <summary>Batch rows of one time step.</summary>
    public int RowsPerStep => starts[^1];

    /// <summary>How many shards there are.</summary>
    public int Count => starts.Length - 1;

    /// <summary>The first batch row of a shard.</summary>
    /// <param name="shard">0 .. <see cref="Count"/>.</param>
    public int First(int shard) => starts[shard];

    /// <summary>The batch rows of a shard.</summary>
    /// <param name="shard">0 .. <see cref="Count"/> - 1.</param>
    public int RowsOf(int shard) => starts[shard + 1] - starts[shard];

    /// <summary>The shard of a position.</summary>
    /// <param name="position">t * <see cref="RowsPerStep"/> + r.</param>
    public int ShardOf(int position) => shardOfRow[position % RowsPerStep];

    /// <summary>Whether a node is a subtree of these shards that <see cref="DepthMax"/> sums have room for.</summary>
    internal bool Holds(ShardNode node) =>
        node.First >= 0 &&
        BitOperations.IsPow2(node.Count) &&
        node.Count <= ShardRange.ShardsMax &&
        node.First + node.Count <= Count;

    /// <summary>How often the topmost two sums of a tree's stack are added after its n-th leaf, n from 1.</summary>
    internal static int MergesAfter(int leaves) => BitOperations.TrailingZeroCount(leaves);
}
