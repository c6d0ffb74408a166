using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Updates;

/// <summary>What <see cref="ParameterUpdate"/> describes.</summary>
internal readonly unsafe struct UpdateAction<TRule>(
    TRule rule,
    GradientClip clip,
    float* gradient,
    float* parameters,
    float* first,
    float* second,
    int length,
    int firstBlock,
    int endBlock,
    Digest128* digests) : ILaneAction
    where TRule : struct, IUpdateRule
{
    /// <summary>Parameters and two moments; the words of those that a rule does not have are never finished.</summary>
    private const int VectorsMax = 3;

    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int block = firstBlock; block < endBlock; block++)
        {
            digests[block] = Block<TLanes>((nint)block * Blocks.Floats, Blocks.Length(block, length));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Digest128 Block<TLanes>(nint start, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller pinned the vectors, and the block lies within them; moments that a rule does not have
        // are null and never read.
        float* states = stackalloc float[VectorsMax * BlockDigest.StateFloats];
        for (int vector = 0; vector < VectorsMax; vector++)
        {
            BlockDigest.Start(states + (vector * BlockDigest.StateFloats));
        }

        int whole = count - (count % Panels.Width);
        Update<TLanes>(gradient + start, parameters + start, first + start, second + start, whole, states);
        if (whole < count)
        {
            Tail<TLanes>(start + whole, count - whole, states);
        }

        return BlockDigest.Finish(states, TRule.Moments + 1);
    }

    private void Tail<TLanes>(nint start, int count, float* states)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // The padding is zero in all vectors, and a step leaves it zero.
        float* buffers = stackalloc float[4 * Panels.Width];
        new Span<float>(buffers, 4 * Panels.Width).Clear();
        float* g = buffers;
        float* p = buffers + Panels.Width;
        float* m = buffers + (2 * Panels.Width);
        float* v = buffers + (3 * Panels.Width);
        Copy(gradient + start, g, count);
        Copy(parameters + start, p, count);
        if (TRule.Moments > 0)
        {
            Copy(first + start, m, count);
        }

        if (TRule.Moments > 1)
        {
            Copy(second + start, v, count);
        }

        Update<TLanes>(g, p, m, v, Panels.Width, states);
        Copy(p, parameters + start, count);
        if (TRule.Moments > 0)
        {
            Copy(m, first + start, count);
        }

        if (TRule.Moments > 1)
        {
            Copy(v, second + start, count);
        }
    }

    /// <summary>
    /// A register's worth of lanes after the other, through all of a block: so the digest's words stay in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Update<TLanes>(float* g, float* p, float* m, float* v, int count, float* states)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes top = TLanes.Broadcast(clip.ValueMax);
        TLanes bottom = TLanes.Broadcast(-clip.ValueMax);
        TLanes factor = TLanes.Broadcast(clip.Factor);
        for (int lane = 0; lane < Panels.Width; lane += TLanes.Count)
        {
            DigestWords<TLanes> ofParameters = DigestWords<TLanes>.Load(states + lane);
            DigestWords<TLanes> ofFirst = DigestWords<TLanes>.Load(states + BlockDigest.StateFloats + lane);
            DigestWords<TLanes> ofSecond = DigestWords<TLanes>.Load(states + (2 * BlockDigest.StateFloats) + lane);
            for (nint at = lane; at < count; at += Panels.Width)
            {
                TLanes clipped = TLanes.Load(g + at) * factor;
                clipped = TLanes.Select(TLanes.GreaterThan(clipped, top), top, clipped);
                clipped = TLanes.Select(TLanes.GreaterThan(bottom, clipped), bottom, clipped);
                TLanes parameter = TLanes.Load(p + at);
                TLanes moment1 = TRule.Moments > 0 ? TLanes.Load(m + at) : default;
                TLanes moment2 = TRule.Moments > 1 ? TLanes.Load(v + at) : default;
                rule.Apply(clipped, ref parameter, ref moment1, ref moment2);
                TLanes.Store(parameter, p + at);
                ofParameters.Absorb(parameter);
                if (TRule.Moments > 0)
                {
                    TLanes.Store(moment1, m + at);
                    ofFirst.Absorb(moment1);
                }

                if (TRule.Moments > 1)
                {
                    TLanes.Store(moment2, v + at);
                    ofSecond.Absorb(moment2);
                }
            }

            ofParameters.Store(states + lane);
            ofFirst.Store(states + BlockDigest.StateFloats + lane);
            ofSecond.Store(states + (2 * BlockDigest.StateFloats) + lane);
        }
    }

    private static void Copy(float* source, float* destination, int count) =>
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(destination, count));
}
