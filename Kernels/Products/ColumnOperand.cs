using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Products;

/// <summary>The left operand transposed: tile rows are columns of a panel, terms run down the matrix rows.</summary>
internal readonly struct ColumnOperand : IOperand
{
    public static int Row => 1;

    public static int Step => Panels.Width;

    public static bool StartsFromZero => true;
}
