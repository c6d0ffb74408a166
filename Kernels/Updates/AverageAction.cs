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
        for (int at = 0; at < whole; at += Panels.Width)
        {
            Group(values + at, scale, lanes);
        }

        int tail = count - whole;
        if (tail > 0)
        {
            float* buffer = stackalloc float[Panels.Width];
            new Span<float>(buffer, Panels.Width).Clear();
            new ReadOnlySpan<float>(values + whole, tail).CopyTo(new Span<float>(buffer, tail));
            Group(buffer, scale, lanes);
            new ReadOnlySpan<float>(buffer, tail).CopyTo(new Span<float>(values + whole, tail));
        }

        return LaneTree.Sum(lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group<TLanes>(float* values, TLanes scale, double* lanes)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int lane = 0; lane < Panels.Width; lane += TLanes.Count)
        {
            TLanes average = TLanes.Load(values + lane) * scale;
            TLanes.Store(average, values + lane);
            TLanes.AccumulateSquares(average, lanes + lane);
        }
    }
}
