using System.IO.Pipes;
using RnnCluster.Kernels.Files;

namespace RnnCluster.Kernels.Tests.Files;

public sealed class DescriptorTests
{
    [Fact]
    public void WhatIsWrittenToAPipeIsReadFromIt()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = reader.ClientSafePipeHandle;
        Descriptor.Write((int)writer.DangerousGetHandle(), "abc"u8, out int written);
        Assert.Equal(3, written);
        byte[] read = new byte[3];
        reader.ReadExactly(read);
        Assert.Equal("abc"u8.ToArray(), read);
    }

    [Fact]
    public void AReaderThatHasGoneAndADescriptorThatIsNoneAreFaultsThatStay()
    {
        using var reader = new AnonymousPipeServerStream(PipeDirection.In);
        using var writer = reader.ClientSafePipeHandle;
        int number = (int)writer.DangerousGetHandle();
        reader.SafePipeHandle.Dispose();
        var gone = Assert.Throws<IOException>(() => Descriptor.Write(number, "abc"u8, out _));
        Assert.True(Descriptor.IsReaderGone(gone) && Descriptor.IsGone(gone));
        var none = Assert.Throws<IOException>(() => Descriptor.Write(-1, "abc"u8, out _));
        Assert.True(!Descriptor.IsReaderGone(none) && Descriptor.IsGone(none));
        Assert.Equal(Descriptor.Closed().Message, none.Message);
    }

    [Fact]
    public void AFullDiskIsAFaultThatMayPass()
    {
        using FileStream full = File.OpenWrite("/dev/full");
        int number = (int)full.SafeFileHandle.DangerousGetHandle();
        var fault = Assert.Throws<IOException>(() => Descriptor.Write(number, "abc"u8, out _));
        Assert.False(Descriptor.IsGone(fault));
        Assert.Equal("No space left on device", fault.Message);
    }
}
