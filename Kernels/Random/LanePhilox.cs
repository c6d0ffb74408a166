using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Random;

/// <summary><see cref="Philox"/> with one counter per lane: the same words as the scalar function's.</summary>
internal static class LanePhilox
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute<TLanes>(PhiloxKey key, ref TLanes x0, ref TLanes x1, ref TLanes x2, ref TLanes x3)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes multiplier0 = TLanes.BroadcastBits(Philox.Multiplier0);
        TLanes multiplier1 = TLanes.BroadcastBits(Philox.Multiplier1);
        TLanes weyl0 = TLanes.BroadcastBits(Philox.Weyl0);
        TLanes weyl1 = TLanes.BroadcastBits(Philox.Weyl1);
        TLanes k0 = TLanes.BroadcastBits(key.K0);
        TLanes k1 = TLanes.BroadcastBits(key.K1);
        for (int round = 0; round < Philox.Rounds; round++)
        {
            TLanes high0 = TLanes.MultiplyBitsHigh(multiplier0, x0);
            TLanes high1 = TLanes.MultiplyBitsHigh(multiplier1, x2);
            TLanes low0 = TLanes.MultiplyBitsLow(multiplier0, x0);
            TLanes low1 = TLanes.MultiplyBitsLow(multiplier1, x2);
            x0 = TLanes.Xor(TLanes.Xor(high1, x1), k0);
            x1 = low1;
            x2 = TLanes.Xor(TLanes.Xor(high0, x3), k1);
            x3 = low0;
            k0 = TLanes.AddBits(k0, weyl0);
            k1 = TLanes.AddBits(k1, weyl1);
        }
    }
}
