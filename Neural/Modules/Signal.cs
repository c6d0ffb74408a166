using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Neural.Modules;

/// <summary>What flows from one module to the next, and the loss's gradient that flows back.</summary>
/// <param name="Values">The signal: (T * R, width), or states, ((T + 1) * R, width).</param>
/// <param name="Gradient">Its gradient by position, (T * R, width); null where none is asked for.</param>
/// <param name="Place">Which row of the values belongs to a position.</param>
public sealed record Signal(Panels Values, Panels? Gradient, StepRow Place);
