using System.Diagnostics;
using System.Numerics;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// How the rows of a window's matrices fall to shards, and in which order they lie. A window comes in strips, each a
/// run of whole shards: the rows of a strip stand together, time-major, and one strip follows the other. A thread that
/// carries a strip through a pass has all its time steps in one run of memory that nobody else writes; with one strip
/// the whole window is time-major. The order of a shard's chains, t * rows + row ascending, is that of its rows in
/// memory either way: strips change no bit.
/// </summary>
/// <remarks>
/// The strip of the batch rows a .. b - 1 begins at row T * a. A matrix of states has one row more for each batch row,
/// what the window starts from: there the strip begins at (T + 1) * a, its step t at the state before t.
/// </remarks>
public sealed class ShardRows
{
    /// <summary>
    /// The deepest stack of sums that wait for their siblings: one on each level of the largest tree.
    /// </summary>
    internal const int DepthMax = Limits.ShardLevelsMax + 1;

    private readonly int[] starts;
    private readonly int[] stripStarts;
    private readonly int[] stripOfRow;
    private readonly int[] shardOfPosition;

    /// <summary>Describes a window.</summary>
    /// <param name="steps">T, the time steps.</param>
    /// <param name="starts">First batch row of each shard, and the number of batch rows at the end; ascending.</param>
    /// <param name="strips">How many strips the window comes in, each of as many shards.</param>
    public ShardRows(int steps, ReadOnlySpan<int> starts, int strips = 1)
    {
        Ensure.That(steps > 0 && starts.Length > 1 && starts[0] == 0);
        Ensure.That(strips > 0 && (starts.Length - 1) % strips == 0);
        Steps = steps;
        Strips = strips;
        this.starts = starts.ToArray();
        stripStarts = new int[strips + 1];
        stripOfRow = new int[RowsPerStep];
        shardOfPosition = new int[RowCount(StepRow.Position)];
        for (int shard = 0; shard < Count; shard++)
        {
            Ensure.That(starts[shard + 1] > starts[shard]);
            int strip = shard / (Count / strips);
            stripStarts[strip + 1] = starts[shard + 1];
            stripOfRow.AsSpan(First(shard), RowsOf(shard)).Fill(strip);
        }

        for (int shard = 0; shard < Count; shard++)
        {
            for (int step = 0; step < steps; step++)
            {
                shardOfPosition.AsSpan(RowOf(step, First(shard)), RowsOf(shard)).Fill(shard);
            }
        }
    }

    /// <summary>T, the time steps.</summary>
    public int Steps { get; }

    /// <summary>How many strips the window comes in.</summary>
    public int Strips { get; }

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
    /// <param name="position">A row of a matrix of T * B rows.</param>
    public int ShardOf(int position) => shardOfPosition[position];

    /// <summary>The first batch row of a strip.</summary>
    /// <param name="strip">0 .. <see cref="Strips"/>.</param>
    public int StripFirst(int strip) => stripStarts[strip];

    /// <summary>The strip of a batch row.</summary>
    /// <param name="row">0 .. <see cref="RowsPerStep"/> - 1.</param>
    public int StripOf(int row) => stripOfRow[row];

    /// <summary>From a row to the same batch row's next time step, in rows: those of its strip.</summary>
    /// <param name="row">0 .. <see cref="RowsPerStep"/> - 1.</param>
    public int StrideOf(int row) => StripFirst(StripOf(row) + 1) - StripFirst(StripOf(row));

    /// <summary>Where a batch row's time step lies in a matrix.</summary>
    /// <param name="step">0 .. T - 1.</param>
    /// <param name="row">0 .. <see cref="RowsPerStep"/> - 1.</param>
    /// <param name="place">What the matrix holds, and which of it is meant.</param>
    public int RowOf(int step, int row, StepRow place = StepRow.Position)
    {
        int strip = StripOf(row);
        int first = StripFirst(strip);
        int end = StripFirst(strip + 1);
        int position = (Steps * first) + (step * (end - first)) + row - first;
        return place switch
        {
            StepRow.Position => position,
            StepRow.StateBefore => position + first,
            StepRow.StateAfter => position + end,
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>How many rows a matrix has.</summary>
    /// <param name="place">What it holds.</param>
    internal int RowCount(StepRow place) => (place == StepRow.Position ? Steps : Steps + 1) * RowsPerStep;

    /// <summary>Whether a node is a subtree of these shards that <see cref="DepthMax"/> sums have room for.</summary>
    internal bool Holds(ShardNode node) =>
        node.First >= 0 &&
        BitOperations.IsPow2(node.Count) &&
        node.Count <= Limits.ShardsMax &&
        node.First + node.Count <= Count;

    /// <summary>How often the topmost two sums of a tree's stack are added after its n-th leaf, n from 1.</summary>
    internal static int MergesAfter(int leaves) => BitOperations.TrailingZeroCount(leaves);
}
