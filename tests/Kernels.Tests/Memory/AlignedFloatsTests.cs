using System.Buffers;
using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Memory;

public sealed class AlignedFloatsTests
{
    [Fact]
    public void ItsBytesAreTheFloatsThemselves()
    {
        var floats = new AlignedFloats(5);
        Memory<byte> bytes = floats.Bytes;
        Assert.Equal(20, bytes.Length);
        floats.Span[4] = 1.5f;
        Assert.Equal(1.5f, BitConverter.ToSingle(bytes.Span[16..]));
        bytes.Span[..4].Fill(0xFF);
        Assert.True(float.IsNaN(floats.Span[0]));
        Assert.True(bytes.Equals(floats.Bytes));
        Assert.Equal(0, new AlignedFloats(0).Bytes.Length);
    }

    [Fact]
    public unsafe void PinnedBytesLieWhereTheFloatsLie()
    {
        var floats = new AlignedFloats(40);
        using MemoryHandle handle = floats.Bytes[12..].Pin();
        Assert.Equal((nint)handle.Pointer, (nint)floats.Pointer + 12);
        floats.Span[3] = 2;
        Assert.Equal(2f, MemoryMarshal.Read<float>(new ReadOnlySpan<byte>(handle.Pointer, sizeof(float))));
    }
}
