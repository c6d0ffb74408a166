using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Functions;

/// <summary>A function of one register, as a type, so that a loop over it is compiled once per function.</summary>
internal interface ILaneFunction
{
    static abstract TLanes Apply<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes>;
}

/// <summary><see cref="LaneFunctions.Exp"/>.</summary>
internal readonly struct ExpFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes> => LaneFunctions.Exp(x);
}

/// <summary><see cref="LaneFunctions.Log"/>.</summary>
internal readonly struct LogFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes> => LaneFunctions.Log(x);
}

/// <summary><see cref="LaneFunctions.Tanh"/>.</summary>
internal readonly struct TanhFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes> => LaneFunctions.Tanh(x);
}

/// <summary><see cref="LaneFunctions.Sigmoid"/>.</summary>
internal readonly struct SigmoidFunction : ILaneFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes> => LaneFunctions.Sigmoid(x);
}
