using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Products;

/// <summary>The left operand as it stands: tile rows are matrix rows, terms run along the columns of a panel.</summary>
internal readonly struct RowOperand : IOperand
{
    public static int Row => Panels.Width;

    public static int Step => 1;

    public static bool StartsFromZero => false;
}
