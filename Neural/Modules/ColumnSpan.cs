using RnnCluster.Kernels.Memory;

namespace RnnCluster.Neural.Modules;

/// <summary>The columns, padding not counted, that a range of panels holds.</summary>
/// <param name="First">The first column.</param>
/// <param name="Count">How many columns.</param>
internal readonly record struct ColumnSpan(int First, int Count)
{
    public static ColumnSpan Of(Panels matrix, int firstPanel, int panels)
    {
        int first = Start(matrix, firstPanel);
        return new ColumnSpan(first, Start(matrix, firstPanel + panels) - first);
    }

    private static int Start(Panels matrix, int panel)
    {
        (int block, int inner) = Math.DivRem(panel, matrix.BlockPanels);
        return (block * matrix.BlockColumns) + (inner * Panels.Width);
    }
}
