using RnnCluster.Kernels.Lanes;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Updates;

/// <summary>Turns a sum of gradients into their average and takes the norms of its blocks in the same pass.</summary>
/// <remarks>
/// Per block: 16 double lanes, lane j summing the squares of the averages at j, j + 16, ...; then 8 + 8, 4 + 4, 2 + 2,
/// 1 + 1. Any thread or node may take any range of blocks.
/// </remarks>
public static class GradientAverage
{
    /// <summary>gradient[i] *= factor over a range of blocks.</summary>
    /// <param name="gradient">The whole flat vector; the blocks' sums are replaced by averages.</param>
    /// <param name="factor">One over the number of targets.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">One past the last block.</param>
    /// <param name="squares">By block: receives the sum of squares, which is not finite if an average is not.</param>
    public static void Apply(Span<float> gradient, float factor, int firstBlock, int endBlock, Span<double> squares) =>
        Apply(gradient, factor, firstBlock, endBlock, squares, LaneSelection.Current);

    internal static unsafe void Apply(
        Span<float> gradient, float factor, int firstBlock, int endBlock, Span<double> squares, LaneKind kind)
    {
        Ensure.That(firstBlock >= 0 && endBlock <= Blocks.Count(gradient.Length) && endBlock <= squares.Length);
        fixed (float* gradientPointer = gradient)
        fixed (double* squaresPointer = squares)
        {
            var action = new AverageAction(
                gradientPointer, gradient.Length, factor, firstBlock, endBlock, squaresPointer);
            LaneDispatch.Invoke(ref action, kind);
        }
    }
}
