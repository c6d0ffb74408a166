using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Lanes;

/// <summary>
/// 128-bit registers: Arm64's AdvSimd with its fused multiply-add, or an x86 without AVX2, where the fused operation is
/// emulated exactly.
/// </summary>
internal readonly unsafe struct Lanes128 : ILanes<Lanes128>
{
    private readonly Vector128<float> v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes128(Vector128<float> value) => v = value;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* source) => new(Vector128.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, float* destination) => value.v.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 BroadcastBits(uint bits) => new(Vector128.Create(bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 left, Lanes128 right) => new(left.v + right.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 left, Lanes128 right) => new(left.v - right.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 left, Lanes128 right) => new(left.v * right.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 left, Lanes128 right) => new(left.v / right.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c)
    {
        if (AdvSimd.IsSupported)
        {
            return new(AdvSimd.FusedMultiplyAdd(c.v, a.v, b.v));
        }

        return new(Fma.IsSupported ? Fma.MultiplyAdd(a.v, b.v, c.v) : ExactFma.Compute(a.v, b.v, c.v));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sqrt(Lanes128 value) => new(Vector128.Sqrt(value.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 GreaterThan(Lanes128 left, Lanes128 right) => new(Vector128.GreaterThan(left.v, right.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 yes, Lanes128 no) =>
        new(Vector128.ConditionalSelect(mask.v, yes.v, no.v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 And(Lanes128 left, Lanes128 right) => new(left.v & right.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Or(Lanes128 left, Lanes128 right) => new(left.v | right.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Xor(Lanes128 left, Lanes128 right) => new(left.v ^ right.v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddBits(Lanes128 left, Lanes128 right) =>
        new((left.v.AsUInt32() + right.v.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubtractBits(Lanes128 left, Lanes128 right) =>
        new((left.v.AsUInt32() - right.v.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyBitsLow(Lanes128 left, Lanes128 right) =>
        new((left.v.AsUInt32() * right.v.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyBitsHigh(Lanes128 left, Lanes128 right)
    {
        Vector128<ulong> a = left.v.AsUInt64();
        Vector128<ulong> b = right.v.AsUInt64();
        Vector128<ulong> lowHalves = Vector128.Create(0x00000000_FFFFFFFFUL);
        Vector128<ulong> even = (a & lowHalves) * (b & lowHalves);
        Vector128<ulong> odd = (a >>> 32) * (b >>> 32);
        Vector128<ulong> highHalves = Vector128.Create(0xFFFFFFFF_00000000UL);
        return new(((even >>> 32) | (odd & highHalves)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftLeft(Lanes128 value, int bits) => new((value.v.AsUInt32() << bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRightLogical(Lanes128 value, int bits) =>
        new((value.v.AsUInt32() >>> bits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 GreaterThanBits(Lanes128 left, Lanes128 right) =>
        new(Vector128.GreaterThan(left.v.AsUInt32(), right.v.AsUInt32()).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ScaleAndSquare(Lanes128 scale, float* values, float* end, double* lanes)
    {
        Vector128<double> lowSum = Vector128.Load(lanes);
        Vector128<double> highSum = Vector128.Load(lanes + 2);
        for (; values < end; values += Panels.Width)
        {
            Vector128<float> scaled = Vector128.Load(values) * scale.v;
            scaled.Store(values);
            (Vector128<double> low, Vector128<double> high) = Vector128.Widen(scaled);
            lowSum += low * low;
            highSum += high * high;
        }

        lowSum.Store(lanes);
        highSum.Store(lanes + 2);
    }
}
