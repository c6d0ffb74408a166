using RnnCluster.Kernels.Products;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// The batch rows that one thread carries through a whole pass, all of one strip. Rows are independent of one another,
/// forward and back, so threads need no barrier between time steps or layers.
/// </summary>
/// <param name="First">The first batch row.</param>
/// <param name="Count">How many rows.</param>
public readonly record struct RowRange(int First, int Count)
{
    /// <summary>These rows at one time step.</summary>
    internal RowBands At(Window window, int step, StepRow place = StepRow.Position) =>
        RowBands.Of(FirstOf(window, step, place), Count);

    /// <summary>These rows at all time steps.</summary>
    internal RowBands All(Window window, StepRow place = StepRow.Position) =>
        new(FirstOf(window, 0, place), Count, window.Steps, window.Shards.StrideOf(First));

    private int FirstOf(Window window, int step, StepRow place)
    {
        Ensure.That(First + Count <= window.Shards.StripFirst(window.Shards.StripOf(First) + 1));
        return window.Shards.RowOf(step, First, place);
    }
}
