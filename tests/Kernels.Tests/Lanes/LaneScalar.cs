using System.Diagnostics;

namespace RnnCluster.Kernels.Tests.Lanes;

/// <summary>What each operation of ILanes means for one lane, in plain C#.</summary>
internal static class LaneScalar
{
    public static uint Compute(LaneOperation operation, uint a, uint b, uint c, int shift)
    {
        float x = BitConverter.UInt32BitsToSingle(a);
        float y = BitConverter.UInt32BitsToSingle(b);
        float z = BitConverter.UInt32BitsToSingle(c);
        return operation switch
        {
            LaneOperation.Add => Bits(x + y),
            LaneOperation.Subtract => Bits(x - y),
            LaneOperation.Multiply => Bits(x * y),
            LaneOperation.Divide => Bits(x / y),
            LaneOperation.FusedMultiplyAdd => Bits(MathF.FusedMultiplyAdd(x, y, z)),
            LaneOperation.Sqrt => Bits(MathF.Sqrt(x)),
            LaneOperation.GreaterThan => x > y ? uint.MaxValue : 0,
            LaneOperation.Select => (a & b) | (~a & c),
            LaneOperation.And => a & b,
            LaneOperation.Or => a | b,
            LaneOperation.Xor => a ^ b,
            LaneOperation.AddBits => unchecked(a + b),
            LaneOperation.SubtractBits => unchecked(a - b),
            LaneOperation.MultiplyBitsLow => unchecked(a * b),
            LaneOperation.MultiplyBitsHigh => (uint)(((ulong)a * b) >> 32),
            LaneOperation.ShiftLeft => a << shift,
            LaneOperation.ShiftRightLogical => a >> shift,
            LaneOperation.GreaterThanBits => a > b ? uint.MaxValue : 0,
            _ => throw new UnreachableException(),
        };
    }

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);
}
