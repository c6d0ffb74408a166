using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Updates;

/// <summary>What <see cref="BlockDigest"/> describes, for vectors at rest.</summary>
internal readonly unsafe struct DigestAction(
    float* parameters, float* first, float* second, int length, int firstBlock, int endBlock, Digest128* digests)
    : ILaneAction
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller pinned the vectors, which have equal lengths or are null.
        float* states = stackalloc float[3 * BlockDigest.StateFloats];
        for (int block = firstBlock; block < endBlock; block++)
        {
            nint start = (nint)block * Blocks.Floats;
            int count = Blocks.Length(block, length);
            int vectors = 0;
            AbsorbAll<TLanes>(parameters + start, count, states + (vectors++ * BlockDigest.StateFloats));
            if (first != null)
            {
                AbsorbAll<TLanes>(first + start, count, states + (vectors++ * BlockDigest.StateFloats));
            }

            if (second != null)
            {
                AbsorbAll<TLanes>(second + start, count, states + (vectors++ * BlockDigest.StateFloats));
            }

            digests[block] = BlockDigest.Finish(states, vectors);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AbsorbAll<TLanes>(float* values, int count, float* state)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        BlockDigest.Start(state);
        int whole = count - (count % Panels.Width);
        for (int at = 0; at < whole; at += TLanes.Count)
        {
            BlockDigest.Absorb(TLanes.Load(values + at), state + (at % Panels.Width));
        }

        int tail = count - whole;
        if (tail > 0)
        {
            float* buffer = stackalloc float[Panels.Width];
            new Span<float>(buffer, Panels.Width).Clear();
            new ReadOnlySpan<float>(values + whole, tail).CopyTo(new Span<float>(buffer, tail));
            for (int lane = 0; lane < Panels.Width; lane += TLanes.Count)
            {
                BlockDigest.Absorb(TLanes.Load(buffer + lane), state + lane);
            }
        }
    }
}
