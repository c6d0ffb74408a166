using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Gates;

/// <summary>Derivatives of activations, from their values.</summary>
internal static class Slopes
{
    /// <summary>s (1 - s): a difference, then a product.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes OfSigmoid<TLanes>(TLanes s)
        where TLanes : unmanaged, ILanes<TLanes> => s * (TLanes.Broadcast(1f) - s);

    /// <summary>1 - t^2, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes OfTanh<TLanes>(TLanes t)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.FusedMultiplyAdd(TLanes.Xor(t, TLanes.BroadcastBits(0x80000000)), t, TLanes.Broadcast(1f));
}
