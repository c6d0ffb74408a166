using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// Weights W (N, K) as right operands in both orientations: transposed for the forward product, which is packed once
/// per step, and as they lie among the parameters for the backward product.
/// </summary>
internal sealed class PackedWeights
{
    private const int PanelsPerTask = 16;

    private readonly int offset;
    private readonly int length;
    private readonly Panels packed;

    /// <summary>Lays out the packed form of some rows of a parameter.</summary>
    /// <param name="parameters">The flat buffer.</param>
    /// <param name="offset">The first of these elements in it.</param>
    /// <param name="blocks">The blocks of N: the gates of a cell.</param>
    /// <param name="blockRows">Rows of one block.</param>
    /// <param name="columns">K.</param>
    public PackedWeights(AlignedFloats parameters, int offset, int blocks, int blockRows, int columns)
    {
        this.offset = offset;
        length = blocks * blockRows * columns;
        packed = new Panels(columns, blocks, blockRows);
        Forward = RightOperand.Of(packed);
        Backward = RightOperand.RowMajor(parameters, offset, blocks * blockRows, columns);
    }

    /// <summary>W transposed, (K, N): right operand of Y = X W^T; valid after packing.</summary>
    public RightOperand Forward { get; }

    /// <summary>W, (N, K): right operand of dX = dY W.</summary>
    public RightOperand Backward { get; }

    /// <summary>How many tasks packing splits into.</summary>
    public int Tasks => (packed.PanelCount + PanelsPerTask - 1) / PanelsPerTask;

    /// <summary>Packs the rows of W that a range of panels covers.</summary>
    public void Pack(int task, ReadOnlySpan<float> parameters)
    {
        int first = task * PanelsPerTask;
        int count = Math.Min(PanelsPerTask, packed.PanelCount - first);
        WeightPacking.PackTransposed(parameters.Slice(offset, length), packed, first, count);
    }
}
