using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Reductions;

namespace RnnCluster.Kernels.Updates;

/// <summary>What <see cref="GradientAverage"/> describes.</summary>
internal readonly unsafe struct AverageAction(
    float* gradient, int length, float factor, int firstBlock, int endBlock, double* squares) : ILaneAction
{
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int block = firstBlock; block < endBlock; block++)
        {
            squares[block] = Block<TLanes>(gradient + ((nint)block * Blocks.Floats), Blocks.Length(block, length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Block<TLanes>(float* values, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller pinned the vector, and the block lies within it.
        double* lanes = stackalloc double[Panels.Width];
        new Span<double>(lanes, Panels.Width).Clear();
        TLanes scale = TLanes.Broadcast(factor);
        int whole = count - (count % Panels.Width);
        Scale(values, whole, scale, lanes);

        int tail = count - whole;
        if (tail > 0)
        {
            float* buffer = stackalloc float[Panels.Width];
            new Span<float>(buffer, Panels.Width).Clear();
            new ReadOnlySpan<float>(values + whole, tail).CopyTo(new Span<float>(buffer, tail));
            Scale(buffer, Panels.Width, scale, lanes);
            new ReadOnlySpan<float>(buffer, tail).CopyTo(new Span<float>(values + whole, tail));
        }

        return LaneTree.Sum(lanes);
    }

    /// <summary>A register's worth of lanes after the other, so that their sums stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<TLanes>(float* values, int count, TLanes scale, double* lanes)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int lane = 0; lane < Panels.Width; lane += TLanes.Count)
        {
            TLanes.ScaleAndSquare(scale, values + lane, values + count, lanes + lane);
        }
    }
}
