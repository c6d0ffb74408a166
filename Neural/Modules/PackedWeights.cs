using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Neural.Modules;

/// <summary>Weights W (N, K) in both orientations, packed once per step.</summary>
internal sealed class PackedWeights
{
    private const int PanelsPerTask = 16;

    private readonly int offset;
    private readonly int length;

    /// <summary>Lays out the packed form of some rows of a parameter.</summary>
    /// <param name="offset">The first of these elements in the flat buffer.</param>
    /// <param name="blocks">The blocks of N: the gates of a cell.</param>
    /// <param name="blockRows">Rows of one block.</param>
    /// <param name="columns">K.</param>
    /// <param name="hasBackward">Whether the product to the input will be asked for.</param>
    public PackedWeights(int offset, int blocks, int blockRows, int columns, bool hasBackward)
    {
        this.offset = offset;
        length = blocks * blockRows * columns;
        Forward = new Panels(columns, blocks, blockRows);
        Backward = hasBackward ? new Panels(blocks * blockRows, columns) : null;
    }

    /// <summary>W transposed, (K, N): right operand of Y = X W^T.</summary>
    public Panels Forward { get; }

    /// <summary>W, (N, K): right operand of dX = dY W.</summary>
    public Panels? Backward { get; }

    /// <summary>How many tasks packing splits into.</summary>
    public int Tasks => (Forward.PanelCount + PanelsPerTask - 1) / PanelsPerTask;

    /// <summary>Packs the rows of W that a range of panels covers, in both orientations.</summary>
    public void Pack(int task, ReadOnlySpan<float> parameters)
    {
        ReadOnlySpan<float> weights = parameters.Slice(offset, length);
        int first = task * PanelsPerTask;
        int count = Math.Min(PanelsPerTask, Forward.PanelCount - first);
        WeightPacking.PackTransposed(weights, Forward, first, count);
        if (Backward is not null)
        {
            ColumnSpan rows = ColumnSpan.Of(Forward, first, count);
            WeightPacking.Pack(weights, Backward, rows.First, rows.Count);
        }
    }
}
