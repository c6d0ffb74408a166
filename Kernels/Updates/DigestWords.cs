using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Updates;

/// <summary>The two words of each lane of a <see cref="BlockDigest"/>, for a register's worth of lanes.</summary>
internal unsafe struct DigestWords<TLanes>
    where TLanes : unmanaged, ILanes<TLanes>
{
    private const uint Multiplier = 0x9E3779B1;

    private TLanes a;
    private TLanes b;

    /// <summary>Reads the words of the lanes from <paramref name="state"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static DigestWords<TLanes> Load(float* state) =>
        new() { a = TLanes.Load(state), b = TLanes.Load(state + Panels.Width) };

    /// <summary>Absorbs the next element of each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Absorb(TLanes value)
    {
        TLanes product = TLanes.MultiplyBitsLow(TLanes.AddBits(a, value), TLanes.BroadcastBits(Multiplier));
        a = TLanes.Xor(product, TLanes.ShiftRightLogical(product, 15));
        b = TLanes.AddBits(b, a);
    }

    /// <summary>Writes the words back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(float* state)
    {
        TLanes.Store(a, state);
        TLanes.Store(b, state + Panels.Width);
    }
}
