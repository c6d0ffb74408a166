using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Gates;

/// <summary>What a plain recurrent cell applies to its sums, forward beside backward.</summary>
internal interface IActivation
{
    static abstract TLanes Forward<TLanes>(TLanes sum)
        where TLanes : unmanaged, ILanes<TLanes>;

    /// <summary>The sum's gradient, from the value and its gradient.</summary>
    static abstract TLanes Backward<TLanes>(TLanes value, TLanes gradient)
        where TLanes : unmanaged, ILanes<TLanes>;
}

internal readonly struct TanhActivation : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Forward<TLanes>(TLanes sum)
        where TLanes : unmanaged, ILanes<TLanes> => LaneFunctions.Tanh(sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Backward<TLanes>(TLanes value, TLanes gradient)
        where TLanes : unmanaged, ILanes<TLanes> => gradient * Slopes.OfTanh(value);
}

internal readonly struct ReluActivation : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Forward<TLanes>(TLanes sum)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes zero = TLanes.Broadcast(0f);
        return TLanes.Select(TLanes.GreaterThan(zero, sum), zero, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Backward<TLanes>(TLanes value, TLanes gradient)
        where TLanes : unmanaged, ILanes<TLanes> =>
        TLanes.And(TLanes.GreaterThan(value, TLanes.Broadcast(0f)), gradient);
}
