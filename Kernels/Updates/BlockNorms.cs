using System.Numerics;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Updates;

/// <summary>The last part of a vector's norm: the blocks' sums become one along a fixed tree.</summary>
public static class BlockNorms
{
    /// <summary>
    /// The sum over all blocks, by a tree over the block index: the left child takes the largest power of two below
    /// the number of blocks. Not finite if any part is not.
    /// </summary>
    /// <param name="squares">By block: the sum of squares, from <see cref="GradientAverage"/>; at least one.</param>
    public static double Combine(ReadOnlySpan<double> squares)
    {
        Ensure.That(squares.Length > 0);
        if (squares.Length == 1)
        {
            return squares[0];
        }

        int left = 1 << BitOperations.Log2((uint)(squares.Length - 1));
        return Combine(squares[..left]) + Combine(squares[left..]);
    }
}
