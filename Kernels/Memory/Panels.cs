using System.Runtime.CompilerServices;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Memory;

/// <summary>
/// A matrix in panels of 16 columns: element (row, column) lies at [column / 16][row][column % 16]. Every operand of
/// every product has this form, so nothing is repacked between the phases of a step: a tile of a product reads 16
/// columns of a row as one aligned line, whichever side of the product the matrix stands on, and element-wise kernels
/// see flat aligned runs without tails.
/// </summary>
/// <remarks>
/// Columns come in equal blocks (the gates of a cell), and each block begins a new panel. The padding columns at a
/// block's end hold zeros at first and anything later, infinities among it: no kernel may let them reach a column. The
/// distance of two panels is an odd number of lines, so that panels do not fall into the same cache sets.
/// </remarks>
public sealed unsafe class Panels
{
    /// <summary>Columns of a panel: one 512-bit register, one cache line.</summary>
    public const int Width = 16;

    private readonly AlignedFloats memory;

    /// <summary>Allocates a zeroed matrix of one block.</summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="columns">Columns, at least 1.</param>
    public Panels(int rows, int columns)
        : this(rows, 1, columns)
    {
    }

    /// <summary>Allocates a zeroed matrix whose columns come in blocks.</summary>
    /// <param name="rows">Rows, at least 1.</param>
    /// <param name="blocks">Blocks of columns, at least 1: the gates of a cell.</param>
    /// <param name="blockColumns">Columns of one block, at least 1.</param>
    public Panels(int rows, int blocks, int blockColumns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockColumns, 1);
        Rows = rows;
        Blocks = blocks;
        BlockColumns = blockColumns;
        BlockPanels = (blockColumns + Width - 1) / Width;
        PanelStride = (rows | 1) * Width;
        memory = new AlignedFloats(checked(PanelCount * PanelStride));
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; }

    /// <summary>How many blocks the columns come in.</summary>
    public int Blocks { get; }

    /// <summary>Columns of one block, without padding.</summary>
    public int BlockColumns { get; }

    /// <summary>Panels of one block.</summary>
    public int BlockPanels { get; }

    /// <summary>All columns, without padding.</summary>
    public int Columns => Blocks * BlockColumns;

    /// <summary>All panels.</summary>
    public int PanelCount => Blocks * BlockPanels;

    /// <summary>Floats from one panel's element to the same element of the next panel.</summary>
    public int PanelStride { get; }

    /// <summary>The first element of the first panel.</summary>
    internal float* Pointer => memory.Pointer;

    /// <summary>One element.</summary>
    /// <param name="row">0 .. <see cref="Rows"/> - 1.</param>
    /// <param name="column">0 .. <see cref="Columns"/> - 1, padding not counted.</param>
    public float this[int row, int column]
    {
        get => memory.Span[Offset(row, column)];
        set => memory.Span[Offset(row, column)] = value;
    }

    /// <summary>A run of rows within one panel: rows * 16 floats, row after row.</summary>
    /// <param name="panel">0 .. <see cref="PanelCount"/> - 1.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    public Span<float> RowsOf(int panel, int row, int rows)
    {
        Ensure.That((uint)row <= (uint)Rows && (uint)rows <= (uint)(Rows - row));
        return memory.Span.Slice((panel * PanelStride) + (row * Width), rows * Width);
    }

    /// <summary>Writes a whole row.</summary>
    /// <param name="row">0 .. <see cref="Rows"/> - 1.</param>
    /// <param name="source">The row without padding.</param>
    public void SetRow(int row, ReadOnlySpan<float> source)
    {
        Ensure.That(Blocks == 1 && source.Length == Columns);
        for (int panel = 0; panel < PanelCount; panel++)
        {
            int column = panel * Width;
            source.Slice(column, Math.Min(Width, Columns - column)).CopyTo(RowsOf(panel, row, 1));
        }
    }

    /// <summary>Reads a whole row.</summary>
    /// <param name="row">0 .. <see cref="Rows"/> - 1.</param>
    /// <param name="destination">The row without padding.</param>
    public void GetRow(int row, Span<float> destination)
    {
        Ensure.That(Blocks == 1 && destination.Length == Columns);
        for (int panel = 0; panel < PanelCount; panel++)
        {
            int column = panel * Width;
            int valid = Math.Min(Width, Columns - column);
            RowsOf(panel, row, 1)[..valid].CopyTo(destination[column..]);
        }
    }

    /// <summary>The first of a row's 16 elements in a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float* At(int panel, int row) => Pointer + ((nint)panel * PanelStride) + ((nint)row * Width);

    private int Offset(int row, int column)
    {
        Ensure.That((uint)row < (uint)Rows && (uint)column < (uint)Columns);
        (int block, int inner) = Math.DivRem(column, BlockColumns);
        int panel = (block * BlockPanels) + (inner / Width);
        return (panel * PanelStride) + (row * Width) + (inner % Width);
    }
}
