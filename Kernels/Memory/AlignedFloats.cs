using System.Runtime.CompilerServices;

namespace RnnCluster.Kernels.Memory;

/// <summary>
/// Floats that never move and start on a cache line, zero at first. Laid out once at start-up; the garbage collector
/// frees them.
/// </summary>
public sealed unsafe class AlignedFloats
{
    private const int LineFloats = 16;

    private readonly float[] array;
    private readonly int offset;
    private FloatBytes? bytes;

    /// <summary>Allocates zeroed floats.</summary>
    /// <param name="length">How many floats; may be zero.</param>
    public AlignedFloats(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;

        // One line to start on a line, one for reads of whole registers at the end.
        array = GC.AllocateArray<float>(length + (2 * LineFloats), pinned: true);

        // Safety: the array lives on the pinned heap, so its address is final.
        nint address = (nint)Unsafe.AsPointer(ref array[0]);
        offset = (int)(((64 - (address & 63)) & 63) / sizeof(float));
        Pointer = (float*)address + offset;
        HugePages.Advise(Pointer, (long)length * sizeof(float));
    }

    /// <summary>How many floats there are.</summary>
    public int Length { get; }

    /// <summary>The floats.</summary>
    public Span<float> Span => array.AsSpan(offset, Length);

    /// <summary>The floats as memory, for writers that outlive a stack frame.</summary>
    public Memory<float> Memory => array.AsMemory(offset, Length);

    /// <summary>The floats as bytes in the machine's order, which is little-endian on all that this runs on.</summary>
    public Memory<byte> Bytes => (bytes ??= new FloatBytes(this)).Memory;

    /// <summary>The first float; 64-byte aligned and valid as long as this object lives.</summary>
    internal float* Pointer { get; }
}
