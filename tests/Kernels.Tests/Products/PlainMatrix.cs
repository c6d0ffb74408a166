using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Products;

/// <summary>A row-major matrix without padding: what the oracles work on.</summary>
internal sealed class PlainMatrix(int rows, int columns)
{
    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public float[] Values { get; } = new float[rows * columns];

    public ref float this[int row, int column] => ref Values[(row * Columns) + column];

    public Span<float> Row(int row) => Values.AsSpan(row * Columns, Columns);

    /// <summary>The matrix in panels. All that is no element holds something that would spoil a sum.</summary>
    public Panels ToPanels(int blocks = 1)
    {
        var panels = new Panels(Rows, blocks, Columns / blocks);
        PanelImage.Memory(panels).Fill(-7.25f);
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                PanelImage.Memory(panels)[PanelImage.Index(panels, row, column)] = this[row, column];
            }
        }

        return panels;
    }
}
