using System.Buffers;
using System.Runtime.InteropServices;

namespace RnnCluster.Kernels.Memory;

/// <summary>Aligned floats as the bytes that they are, for whoever sends them without a copy.</summary>
internal sealed unsafe class FloatBytes(AlignedFloats floats) : MemoryManager<byte>
{
    public override Span<byte> GetSpan() => MemoryMarshal.AsBytes(floats.Span);

    // Safety: the floats lie on the pinned heap, and the handle keeps this object, hence them, alive.
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)(floats.Length * sizeof(float)));
        return new MemoryHandle((byte*)floats.Pointer + elementIndex, pinnable: this);
    }

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
    }
}
