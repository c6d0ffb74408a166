using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// The inner loops of every product. One method per tile shape keeps its accumulators as named locals, which is what
/// makes the compiler hold them in registers; the shapes are written by a generator and compiled per register width.
/// </summary>
internal static unsafe partial class Tiles<TLanes, TOperand>
    where TLanes : unmanaged, ILanes<TLanes>
    where TOperand : struct, IOperand
{
    /// <summary>Computes one tile.</summary>
    /// <param name="rows">1 .. 8, or 1 .. 6 with four vectors.</param>
    /// <param name="vectors">1 .. 4 registers of columns.</param>
    /// <param name="job">Where everything lies.</param>
    public static void Compute(int rows, int vectors, in TileJob job) => Dispatch(rows, vectors, job);

    private static partial void Dispatch(int rows, int vectors, in TileJob job);
}
