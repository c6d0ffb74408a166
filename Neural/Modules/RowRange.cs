using RnnCluster.Kernels.Products;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// The batch rows that one thread carries through a whole pass. Rows are independent of one another, forward and back,
/// so threads need no barrier between time steps or layers.
/// </summary>
/// <param name="First">The first row of each time step.</param>
/// <param name="Count">How many rows.</param>
public readonly record struct RowRange(int First, int Count)
{
    /// <summary>These rows at one time step.</summary>
    internal RowBands At(Window window, int step, int offset = 0) =>
        RowBands.Of(offset + (step * window.Rows) + First, Count);

    /// <summary>These rows at all time steps.</summary>
    internal RowBands All(Window window, int offset = 0) =>
        new(offset + First, Count, window.Steps, window.Rows);
}
