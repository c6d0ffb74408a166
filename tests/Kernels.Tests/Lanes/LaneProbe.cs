using System.Diagnostics;
using RnnCluster.Kernels.Lanes;

namespace RnnCluster.Kernels.Tests.Lanes;

/// <summary>Runs one operation over arrays, register by register.</summary>
internal unsafe struct LaneProbe : ILaneAction
{
    private LaneOperation operation;
    private float* a;
    private float* b;
    private float* c;
    private float* result;
    private int length;
    private int shift;

    /// <summary>Computes operation(a[i], b[i], c[i]) on the bits of floats; a shift shifts a[i].</summary>
    public static uint[] Run(LaneKind kind, LaneOperation operation, uint[] a, uint[] b, uint[] c, int shift)
    {
        uint[] result = new uint[a.Length];
        fixed (uint* pa = a, pb = b, pc = c, pr = result)
        {
            var probe = new LaneProbe
            {
                operation = operation,
                a = (float*)pa,
                b = (float*)pb,
                c = (float*)pc,
                result = (float*)pr,
                length = a.Length,
                shift = shift,
            };
            LaneDispatch.Invoke(ref probe, kind);
        }

        return result;
    }

    public readonly void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        Assert.Equal(0, length % TLanes.Count);
        Assert.Equal(0, 16 % TLanes.Count);
        for (int index = 0; index < length; index += TLanes.Count)
        {
            TLanes value = Compute(TLanes.Load(a + index), TLanes.Load(b + index), TLanes.Load(c + index), a[index]);
            TLanes.Store(value, result + index);
        }
    }

    private readonly TLanes Compute<TLanes>(TLanes a, TLanes b, TLanes c, float scalar)
        where TLanes : unmanaged, ILanes<TLanes> => operation switch
        {
            LaneOperation.Add => a + b,
            LaneOperation.Subtract => a - b,
            LaneOperation.Multiply => a * b,
            LaneOperation.Divide => a / b,
            LaneOperation.FusedMultiplyAdd => TLanes.FusedMultiplyAdd(a, b, c),
            LaneOperation.Sqrt => TLanes.Sqrt(a),
            LaneOperation.GreaterThan => TLanes.GreaterThan(a, b),
            LaneOperation.Select => TLanes.Select(a, b, c),
            LaneOperation.And => TLanes.And(a, b),
            LaneOperation.Or => TLanes.Or(a, b),
            LaneOperation.Xor => TLanes.Xor(a, b),
            LaneOperation.AddBits => TLanes.AddBits(a, b),
            LaneOperation.SubtractBits => TLanes.SubtractBits(a, b),
            LaneOperation.MultiplyBitsLow => TLanes.MultiplyBitsLow(a, b),
            LaneOperation.MultiplyBitsHigh => TLanes.MultiplyBitsHigh(a, b),
            LaneOperation.ShiftLeft => TLanes.ShiftLeft(a, shift),
            LaneOperation.ShiftRightLogical => TLanes.ShiftRightLogical(a, shift),
            LaneOperation.GreaterThanBits => TLanes.GreaterThanBits(a, b),
            LaneOperation.Broadcast => TLanes.Broadcast(scalar),
            LaneOperation.BroadcastBits => TLanes.BroadcastBits(BitConverter.SingleToUInt32Bits(scalar)),
            _ => throw new UnreachableException(),
        };
}
