using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// The right operand of a product, (K, N): in panels, or row-major as parameters lie. Both read 16 columns of a row at
/// a time; a row-major matrix whose rows are no multiple of 16 long gives what follows in memory to the padding columns
/// of the product.
/// </summary>
public readonly unsafe struct RightOperand
{
    private readonly float* pointer;
    private readonly object owner;

    private RightOperand(
        object owner, float* pointer, nint rowStride, nint panelStride, int rows, int columns, int panels)
    {
        this.owner = owner;
        this.pointer = pointer;
        PanelStride = panelStride;
        RowStride = rowStride;
        Rows = rows;
        Columns = columns;
        PanelCount = panels;
    }

    /// <summary>K.</summary>
    public int Rows { get; }

    /// <summary>N, without padding.</summary>
    public int Columns { get; }

    /// <summary>Groups of 16 columns.</summary>
    public int PanelCount { get; }

    /// <summary>Floats from one row to the next.</summary>
    internal nint RowStride { get; }

    /// <summary>Floats from one group of 16 columns to the next.</summary>
    internal nint PanelStride { get; }

    /// <summary>A matrix in panels.</summary>
    /// <param name="panels">(K, N).</param>
    public static RightOperand Of(Panels panels) => new(
        panels,
        panels.Pointer,
        Panels.Width,
        panels.PanelStride,
        panels.Rows,
        panels.Columns,
        panels.PanelCount);

    /// <summary>A row-major matrix without padding, within a longer buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="offset">Its first element.</param>
    /// <param name="rows">K.</param>
    /// <param name="columns">N.</param>
    public static RightOperand RowMajor(AlignedFloats buffer, int offset, int rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        Ensure.That(offset >= 0 && rows > 0 && columns > 0 && offset + ((long)rows * columns) <= buffer.Length);

        // Safety: the last row's padding columns reach at most 15 floats beyond the buffer, which has that much slack.
        return new RightOperand(
            buffer,
            buffer.Pointer + offset,
            columns,
            Panels.Width,
            rows,
            columns,
            (columns + Panels.Width - 1) / Panels.Width);
    }

    /// <summary>The first of 16 elements.</summary>
    internal float* At(int panel, int row) => pointer + (panel * PanelStride) + (row * RowStride);

    /// <summary>From one register's columns to the next one's.</summary>
    internal nint VectorStride<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes> => TLanes.Count == Panels.Width ? PanelStride : TLanes.Count;

    /// <summary>Keeps the memory alive up to here.</summary>
    internal void KeepAlive() => GC.KeepAlive(owner);
}
