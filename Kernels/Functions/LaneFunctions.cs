using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Functions;

/// <summary>
/// exp, log, tanh and sigmoid of a register, as fixed sequences of IEEE operations: the bits are the same at every
/// width and on every CPU. All are within 2 units in the last place of the exact value for every float, subnormal
/// arguments and results included.
/// </summary>
/// <remarks>
/// The polynomials are our own minimax fits (Remez exchange in 60 decimal digits, relative error of the function as
/// the weight), rounded to float; the error of each is written beside it.
/// </remarks>
internal static class LaneFunctions
{
    private const float Log2E = 1.4426950408889634f;

    // ln 2 in two parts; the first has 15 bits, so that its product with an exponent is exact.
    private const float Ln2High = 0.693145751953125f;
    private const float Ln2Low = 1.428606765330187e-06f;

    // 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits.
    private const float Rounder = 12582912f;
    private const uint RounderBits = 0x4B400000;
    private const uint SignBit = 0x80000000;

    /// <summary>e^x; +infinity above 88.72, subnormal below -87.33, 0 below -103.97.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // A NaN is not greater than anything, so it passes both bounds.
        TLanes top = TLanes.Broadcast(89f);
        return ExpBelow(TLanes.Select(TLanes.GreaterThan(x, top), top, x));
    }

    /// <summary>Natural logarithm; -infinity at both zeros, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Log<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes zero = TLanes.Broadcast(0f);
        TLanes subnormal = TLanes.GreaterThan(TLanes.BroadcastBits(0x00800000), x);
        TLanes scaled = TLanes.Select(subnormal, x * TLanes.Broadcast(8388608f), x);

        // Split into 2^k * m with m in [sqrt(1/2), sqrt(2)).
        const uint rootHalf = 0x3F3504F3;
        TLanes shifted = TLanes.AddBits(scaled, TLanes.BroadcastBits(0x3F800000 - rootHalf));
        TLanes exponent = TLanes.Or(TLanes.ShiftRightLogical(shifted, 23), TLanes.BroadcastBits(0x4B000000));
        TLanes bias = TLanes.Select(subnormal, TLanes.Broadcast(8388608f + 150f), TLanes.Broadcast(8388608f + 127f));
        TLanes k = exponent - bias;
        TLanes m = TLanes.AddBits(
            TLanes.And(shifted, TLanes.BroadcastBits(0x007FFFFF)),
            TLanes.BroadcastBits(rootHalf));

        // log(1 + f) = f - f^2 / 2 + f^3 P(f); relative error 5.8e-9.
        TLanes f = m - TLanes.Broadcast(1f);
        TLanes p = TLanes.Broadcast(-0.0763455405831337f);
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.12761545181274414f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.13160133361816406f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.14201755821704865f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.166233628988266f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.20001226663589478f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(-0.2500081956386566f));
        p = TLanes.FusedMultiplyAdd(p, f, TLanes.Broadcast(0.3333333134651184f));
        TLanes square = f * f;
        TLanes rest = TLanes.FusedMultiplyAdd(square * f, p, k * TLanes.Broadcast(Ln2Low));
        rest = TLanes.FusedMultiplyAdd(square, TLanes.Broadcast(-0.5f), rest);
        TLanes result = TLanes.FusedMultiplyAdd(k, TLanes.Broadcast(Ln2High), f + rest);

        TLanes ordinary = TLanes.And(
            TLanes.GreaterThan(x, zero),
            TLanes.GreaterThan(TLanes.Broadcast(float.PositiveInfinity), x));
        TLanes isZero = TLanes.GreaterThanBits(TLanes.BroadcastBits(1), TLanes.ShiftLeft(x, 1));
        TLanes isInfinity = TLanes.GreaterThan(x, TLanes.Broadcast(float.MaxValue));
        TLanes special = TLanes.Select(isInfinity, x, TLanes.Broadcast(float.NaN));
        special = TLanes.Select(isZero, TLanes.Broadcast(float.NegativeInfinity), special);
        return TLanes.Select(ordinary, result, special);
    }

    /// <summary>Hyperbolic tangent; odd to the bit, exactly 1 from 9.02 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes sign = TLanes.And(x, TLanes.BroadcastBits(SignBit));
        TLanes size = TLanes.Xor(x, sign);

        // From 0.625 on: 1 - 2 / (e^2x + 1).
        TLanes top = TLanes.Broadcast(10f);
        TLanes bounded = TLanes.Select(TLanes.GreaterThan(size, top), top, size);
        TLanes one = TLanes.Broadcast(1f);
        TLanes y = ExpReduced(bounded + bounded, out TLanes rounded);
        TLanes e = TLanes.AddBits(y, TLanes.ShiftLeft(rounded, 23));
        TLanes large = one - (TLanes.Broadcast(2f) / (e + one));

        // Below: x + x^3 P(x^2), since the difference above would cancel; relative error 7.9e-9.
        TLanes square = size * size;
        TLanes p = TLanes.Broadcast(-0.005664790514856577f);
        p = TLanes.FusedMultiplyAdd(p, square, TLanes.Broadcast(0.020616009831428528f));
        p = TLanes.FusedMultiplyAdd(p, square, TLanes.Broadcast(-0.05373862758278847f));
        p = TLanes.FusedMultiplyAdd(p, square, TLanes.Broadcast(0.13331541419029236f));
        p = TLanes.FusedMultiplyAdd(p, square, TLanes.Broadcast(-0.33333292603492737f));
        TLanes small = TLanes.FusedMultiplyAdd(square * size, p, size);
        return TLanes.Or(TLanes.Select(TLanes.GreaterThan(size, TLanes.Broadcast(0.625f)), large, small), sign);
    }

    /// <summary>1 / (1 + e^-x), written as e^x / (1 + e^x) below zero so that small results are accurate.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes e = ExpBelow(TLanes.Or(x, TLanes.BroadcastBits(SignBit)));
        TLanes denominator = one + e;
        TLanes q = TLanes.Select(TLanes.GreaterThan(x, TLanes.Broadcast(0f)), one, e) / denominator;

        // What 1 + e lost in rounding, given back: q / (d + lost) = q - q lost / d, and below zero 1 / d = 1 - q.
        TLanes lost = e - (denominator - one);
        return TLanes.FusedMultiplyAdd(q * lost, q - one, q);
    }

    /// <summary>e^x for x up to 89; 2^n is applied in two factors, since it may not be a normal float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes ExpBelow<TLanes>(TLanes x)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes bottom = TLanes.Broadcast(-104f);
        TLanes y = ExpReduced(TLanes.Select(TLanes.GreaterThan(bottom, x), bottom, x), out TLanes rounded);
        TLanes power = TLanes.SubtractBits(rounded, TLanes.BroadcastBits(RounderBits - 254));
        TLanes half = TLanes.ShiftRightLogical(power, 1);
        TLanes first = TLanes.ShiftLeft(half, 23);
        TLanes second = TLanes.ShiftLeft(TLanes.SubtractBits(power, half), 23);
        return y * first * second;
    }

    /// <summary>e^(x - n ln 2) for the integer n nearest to x / ln 2, which stands in its low bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes ExpReduced<TLanes>(TLanes x, out TLanes rounded)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        TLanes rounder = TLanes.Broadcast(Rounder);
        rounded = TLanes.FusedMultiplyAdd(x, TLanes.Broadcast(Log2E), rounder);
        TLanes n = rounded - rounder;
        TLanes r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-Ln2High), x);
        r = TLanes.FusedMultiplyAdd(n, TLanes.Broadcast(-Ln2Low), r);

        // e^r = 1 + (r + r^2 Q(r)); relative error 3.1e-9.
        TLanes q = TLanes.Broadcast(0.0013814542908221483f);
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(0.008368744514882565f));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(0.04166838899254799f));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(0.1666652113199234f));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.Broadcast(0.4999999403953552f));
        return TLanes.FusedMultiplyAdd(r * r, q, r) + TLanes.Broadcast(1f);
    }
}
