using RnnCluster.Kernels.Memory;

namespace RnnCluster.Neural.Modules;

/// <summary>What flows from one module to the next, and the loss's gradient that flows back.</summary>
/// <param name="Values">
/// Position t * R + r of the signal, (T * R, width); shifted down by R rows if <paramref name="FollowsState"/>.
/// </param>
/// <param name="Gradient">Gradient at the same positions, never shifted; null where none is asked for.</param>
/// <param name="FollowsState">
/// Whether the first R rows of the values hold the state that the window starts from.
/// </param>
public sealed record Signal(Panels Values, Panels? Gradient, bool FollowsState)
{
    /// <summary>The row of the first position.</summary>
    /// <param name="window">The pass's window.</param>
    internal int FirstRow(Window window) => FollowsState ? window.Rows : 0;
}
