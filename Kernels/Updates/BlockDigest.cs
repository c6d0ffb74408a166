using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Updates;

/// <summary>
/// Digests of the blocks of parameters and their moments, taken by the update while the new values are in registers.
/// </summary>
/// <remarks>
/// <para>
/// Each vector of a block has 16 lanes; lane j absorbs the bits x of the elements j, j + 16, ... into two words:
/// </para>
/// <code>
/// a = (a + x) * 0x9E3779B1      a = a ^ (a >> 15)      b = b + a
/// </code>
/// <para>
/// Every step is a bijection of a, and of x, so a single changed element always changes a; exchanged elements change
/// it but for one case in 2^32, and b as well. Lanes start from different values. In the end the words pass, four at a
/// time and in order, through Philox, a bijection of 128 bits: h = philox(h ^ words).
/// </para>
/// </remarks>
public static class BlockDigest
{
    /// <summary>Floats that the lanes' words of one vector occupy.</summary>
    internal const int StateFloats = 2 * Panels.Width;

    private static readonly PhiloxKey Key = new(0x524E4E43, 0x44494745);

    /// <summary>The digest of a state after a step: the blocks' digests in index order upon the one before.</summary>
    /// <param name="previous">The digest after the step before; default for a fresh run.</param>
    /// <param name="blocks">By block.</param>
    public static Digest128 Chain(Digest128 previous, ReadOnlySpan<Digest128> blocks)
    {
        PhiloxWords state = Absorb(default, Words(previous));
        foreach (Digest128 block in blocks)
        {
            state = Absorb(state, Words(block));
        }

        state = Absorb(state, new PhiloxWords((uint)blocks.Length, 0, 0, 0));
        return Finish(state);
    }

    /// <summary>The lanes' words before the first element.</summary>
    internal static unsafe void Start(float* state)
    {
        // Safety: the caller has StateFloats floats there.
        for (uint lane = 0; lane < StateFloats; lane++)
        {
            ((uint*)state)[lane] = (lane + 1) * 0x85EBCA6B;
        }
    }

    /// <summary>The digest of a block from its vectors' words.</summary>
    internal static unsafe Digest128 Finish(float* states, int vectors)
    {
        // Safety: the caller has StateFloats floats for each vector there.
        uint* words = (uint*)states;
        PhiloxWords state = default;
        for (int at = 0; at < vectors * StateFloats; at += 4)
        {
            state = Absorb(state, new PhiloxWords(words[at], words[at + 1], words[at + 2], words[at + 3]));
        }

        return Finish(state);
    }

    private static PhiloxWords Absorb(PhiloxWords state, PhiloxWords words) =>
        Philox.Compute(
            Key,
            new PhiloxWords(state.X0 ^ words.X0, state.X1 ^ words.X1, state.X2 ^ words.X2, state.X3 ^ words.X3));

    private static PhiloxWords Words(Digest128 digest) =>
        new((uint)(digest.High >> 32), (uint)digest.High, (uint)(digest.Low >> 32), (uint)digest.Low);

    private static Digest128 Finish(PhiloxWords state) =>
        new(((ulong)state.X0 << 32) | state.X1, ((ulong)state.X2 << 32) | state.X3);
}
