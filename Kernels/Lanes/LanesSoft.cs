using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Lanes;

/// <summary>
/// Four plain floats, for a runtime without any vector instructions. Slow, and exactly the same bits.
/// </summary>
internal readonly unsafe struct LanesSoft : ILanes<LanesSoft>
{
    private readonly uint x0;
    private readonly uint x1;
    private readonly uint x2;
    private readonly uint x3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LanesSoft(uint x0, uint x1, uint x2, uint x3)
    {
        this.x0 = x0;
        this.x1 = x1;
        this.x2 = x2;
        this.x3 = x3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LanesSoft(float f0, float f1, float f2, float f3)
        : this(Bits(f0), Bits(f1), Bits(f2), Bits(f3))
    {
    }

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft Load(float* source) => new(source[0], source[1], source[2], source[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LanesSoft value, float* destination)
    {
        destination[0] = Float(value.x0);
        destination[1] = Float(value.x1);
        destination[2] = Float(value.x2);
        destination[3] = Float(value.x3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft Broadcast(float value) => new(value, value, value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft BroadcastBits(uint bits) => new(bits, bits, bits, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft operator +(LanesSoft left, LanesSoft right) =>
        new(
            Float(left.x0) + Float(right.x0),
            Float(left.x1) + Float(right.x1),
            Float(left.x2) + Float(right.x2),
            Float(left.x3) + Float(right.x3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft operator -(LanesSoft left, LanesSoft right) =>
        new(
            Float(left.x0) - Float(right.x0),
            Float(left.x1) - Float(right.x1),
            Float(left.x2) - Float(right.x2),
            Float(left.x3) - Float(right.x3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft operator *(LanesSoft left, LanesSoft right) =>
        new(
            Float(left.x0) * Float(right.x0),
            Float(left.x1) * Float(right.x1),
            Float(left.x2) * Float(right.x2),
            Float(left.x3) * Float(right.x3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft operator /(LanesSoft left, LanesSoft right) =>
        new(
            Float(left.x0) / Float(right.x0),
            Float(left.x1) / Float(right.x1),
            Float(left.x2) / Float(right.x2),
            Float(left.x3) / Float(right.x3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft FusedMultiplyAdd(LanesSoft a, LanesSoft b, LanesSoft c) =>
        new(
            ExactFma.Compute(Float(a.x0), Float(b.x0), Float(c.x0)),
            ExactFma.Compute(Float(a.x1), Float(b.x1), Float(c.x1)),
            ExactFma.Compute(Float(a.x2), Float(b.x2), Float(c.x2)),
            ExactFma.Compute(Float(a.x3), Float(b.x3), Float(c.x3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft Sqrt(LanesSoft value) =>
        new(
            MathF.Sqrt(Float(value.x0)),
            MathF.Sqrt(Float(value.x1)),
            MathF.Sqrt(Float(value.x2)),
            MathF.Sqrt(Float(value.x3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft GreaterThan(LanesSoft left, LanesSoft right) =>
        new(
            Mask(Float(left.x0) > Float(right.x0)),
            Mask(Float(left.x1) > Float(right.x1)),
            Mask(Float(left.x2) > Float(right.x2)),
            Mask(Float(left.x3) > Float(right.x3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft Select(LanesSoft mask, LanesSoft yes, LanesSoft no) =>
        new(
            (yes.x0 & mask.x0) | (no.x0 & ~mask.x0),
            (yes.x1 & mask.x1) | (no.x1 & ~mask.x1),
            (yes.x2 & mask.x2) | (no.x2 & ~mask.x2),
            (yes.x3 & mask.x3) | (no.x3 & ~mask.x3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft And(LanesSoft left, LanesSoft right) =>
        new(
            left.x0 & right.x0,
            left.x1 & right.x1,
            left.x2 & right.x2,
            left.x3 & right.x3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft Or(LanesSoft left, LanesSoft right) =>
        new(
            left.x0 | right.x0,
            left.x1 | right.x1,
            left.x2 | right.x2,
            left.x3 | right.x3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft Xor(LanesSoft left, LanesSoft right) =>
        new(
            left.x0 ^ right.x0,
            left.x1 ^ right.x1,
            left.x2 ^ right.x2,
            left.x3 ^ right.x3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft AddBits(LanesSoft left, LanesSoft right) =>
        new(
            left.x0 + right.x0,
            left.x1 + right.x1,
            left.x2 + right.x2,
            left.x3 + right.x3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft SubtractBits(LanesSoft left, LanesSoft right) =>
        new(
            left.x0 - right.x0,
            left.x1 - right.x1,
            left.x2 - right.x2,
            left.x3 - right.x3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft MultiplyBitsLow(LanesSoft left, LanesSoft right) =>
        new(
            left.x0 * right.x0,
            left.x1 * right.x1,
            left.x2 * right.x2,
            left.x3 * right.x3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft MultiplyBitsHigh(LanesSoft left, LanesSoft right) =>
        new(
            (uint)(((ulong)left.x0 * right.x0) >> 32),
            (uint)(((ulong)left.x1 * right.x1) >> 32),
            (uint)(((ulong)left.x2 * right.x2) >> 32),
            (uint)(((ulong)left.x3 * right.x3) >> 32));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft ShiftLeft(LanesSoft value, int bits) =>
        new(
            value.x0 << bits,
            value.x1 << bits,
            value.x2 << bits,
            value.x3 << bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft ShiftRightLogical(LanesSoft value, int bits) =>
        new(
            value.x0 >> bits,
            value.x1 >> bits,
            value.x2 >> bits,
            value.x3 >> bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesSoft GreaterThanBits(LanesSoft left, LanesSoft right) =>
        new(
            Mask(left.x0 > right.x0),
            Mask(left.x1 > right.x1),
            Mask(left.x2 > right.x2),
            Mask(left.x3 > right.x3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScaleAndSquare(LanesSoft scale, float* values, float* end, double* lanes)
    {
        for (; values < end; values += Panels.Width)
        {
            LanesSoft scaled = Load(values) * scale;
            Store(scaled, values);
            lanes[0] += (double)Float(scaled.x0) * Float(scaled.x0);
            lanes[1] += (double)Float(scaled.x1) * Float(scaled.x1);
            lanes[2] += (double)Float(scaled.x2) * Float(scaled.x2);
            lanes[3] += (double)Float(scaled.x3) * Float(scaled.x3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mask(bool value) => value ? uint.MaxValue : 0;
}
