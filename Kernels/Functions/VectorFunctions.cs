using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Functions;

/// <summary>
/// Element-wise functions of floats whose bits depend on nothing but the argument: neither on the CPU, nor on the
/// position in the span. Each is within 2 units in the last place of the exact value for every float.
/// </summary>
/// <remarks>Source and destination have equal lengths and are the same floats or do not overlap.</remarks>
public static class VectorFunctions
{
    /// <summary>e^x. +infinity where the result exceeds a float; small results are subnormal; NaN stays NaN.</summary>
    /// <param name="source">Arguments.</param>
    /// <param name="destination">Results; may be <paramref name="source"/>.</param>
    public static void Exp(ReadOnlySpan<float> source, Span<float> destination) =>
        Map<ExpFunction>(source, destination, LaneSelection.Current);

    /// <summary>Natural logarithm. -infinity at zero, NaN below.</summary>
    /// <param name="source">Arguments.</param>
    /// <param name="destination">Results; may be <paramref name="source"/>.</param>
    public static void Log(ReadOnlySpan<float> source, Span<float> destination) =>
        Map<LogFunction>(source, destination, LaneSelection.Current);

    /// <summary>Hyperbolic tangent. Odd; exactly -1 and 1 for large arguments.</summary>
    /// <param name="source">Arguments.</param>
    /// <param name="destination">Results; may be <paramref name="source"/>.</param>
    public static void Tanh(ReadOnlySpan<float> source, Span<float> destination) =>
        Map<TanhFunction>(source, destination, LaneSelection.Current);

    /// <summary>1 / (1 + e^-x), accurate for very negative arguments too.</summary>
    /// <param name="source">Arguments.</param>
    /// <param name="destination">Results; may be <paramref name="source"/>.</param>
    public static void Sigmoid(ReadOnlySpan<float> source, Span<float> destination) =>
        Map<SigmoidFunction>(source, destination, LaneSelection.Current);

    /// <summary>Applies a function on chosen lanes.</summary>
    internal static unsafe void Map<TFunction>(ReadOnlySpan<float> source, Span<float> destination, LaneKind kind)
        where TFunction : struct, ILaneFunction
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length);
        fixed (float* from = source)
        fixed (float* to = destination)
        {
            var action = new MapAction<TFunction>(from, to, source.Length);
            LaneDispatch.Invoke(ref action, kind);
        }
    }
}
