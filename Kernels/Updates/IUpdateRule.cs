using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Updates;

/// <summary>An optimizer's step for a register of parameters, as <see cref="ParameterUpdate"/> describes it.</summary>
internal interface IUpdateRule
{
    /// <summary>How many vectors of moments there are: 0, 1 or 2. The others are passed and ignored.</summary>
    static abstract int Moments { get; }

    void Apply<TLanes>(TLanes gradient, ref TLanes parameter, ref TLanes first, ref TLanes second)
        where TLanes : unmanaged, ILanes<TLanes>;
}

internal readonly struct SgdRule(SgdScalars scalars) : IUpdateRule
{
    public static int Moments => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes>(TLanes gradient, ref TLanes parameter, ref TLanes first, ref TLanes second)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes g = TLanes.FusedMultiplyAdd(TLanes.Broadcast(scalars.WeightDecay), parameter, gradient);
        parameter = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-scalars.Rate), g, parameter);
    }
}

internal readonly struct SgdMomentumRule(SgdScalars scalars) : IUpdateRule
{
    public static int Moments => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes>(TLanes gradient, ref TLanes parameter, ref TLanes first, ref TLanes second)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes g = TLanes.FusedMultiplyAdd(TLanes.Broadcast(scalars.WeightDecay), parameter, gradient);
        first = TLanes.FusedMultiplyAdd(
            TLanes.Broadcast(scalars.Decay), first, TLanes.Broadcast(scalars.Gain) * g);
        TLanes direction = first;
        if (scalars.Lookahead != 0)
        {
            direction = TLanes.FusedMultiplyAdd(TLanes.Broadcast(scalars.Lookahead), first, g);
        }

        parameter = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-scalars.Rate), direction, parameter);
    }
}

internal readonly struct AdamRule(AdamScalars scalars) : IUpdateRule
{
    public static int Moments => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply<TLanes>(TLanes gradient, ref TLanes parameter, ref TLanes first, ref TLanes second)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes g = TLanes.FusedMultiplyAdd(TLanes.Broadcast(scalars.WeightDecay), parameter, gradient);
        TLanes shrunk = parameter * TLanes.Broadcast(scalars.Shrink);
        first = TLanes.FusedMultiplyAdd(TLanes.Broadcast(scalars.Gain1), g - first, first);
        second = TLanes.FusedMultiplyAdd(
            TLanes.Broadcast(scalars.Beta2), second, TLanes.Broadcast(scalars.Gain2) * g * g);
        TLanes root = TLanes.FusedMultiplyAdd(
            TLanes.Sqrt(second), TLanes.Broadcast(scalars.RootScale), TLanes.Broadcast(scalars.Epsilon));
        parameter = TLanes.FusedMultiplyAdd(TLanes.Broadcast(-scalars.StepSize), first / root, shrunk);
    }
}
