using System.Runtime.CompilerServices;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Memory;

/// <summary>A place in a matrix: the rows from one row on. How many, the call says.</summary>
/// <param name="Panels">The matrix.</param>
/// <param name="Row">The first row.</param>
public readonly record struct PanelRows(Panels Panels, int Row)
{
    /// <summary>The first of the 16 elements of the first row in a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe float* At(int panel) => Panels.At(panel, Row);

    /// <summary>Ensures that the rows exist and that the columns have the form that a kernel expects.</summary>
    internal void EnsureShape(int rows, int blocks, int blockColumns)
    {
        Ensure.That((uint)Row <= (uint)Panels.Rows && (uint)rows <= (uint)(Panels.Rows - Row));
        Ensure.That(Panels.Blocks == blocks && Panels.BlockColumns == blockColumns);
    }
}
