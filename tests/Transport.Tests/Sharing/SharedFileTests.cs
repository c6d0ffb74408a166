using System.Runtime.Versioning;
using RnnCluster.Transport.Sharing;

namespace RnnCluster.Transport.Tests.Sharing;

public sealed class SharedFileTests
{
    private const string Folder = "/dev/shm";

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void AFileIsItsOwnersAloneAndTakesNoMemoryYet()
    {
        using SharedFile file = SharedFile.TryCreate(SharedPair.Bytes)!;
        string path = Path.Combine(Folder, file.Name);

        Assert.Equal(2 * SharedPair.Bytes, new FileInfo(path).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        file.Unlink();
        Assert.False(File.Exists(path));
    }

    [LinuxFact]
    public void WhatOneEndWritesTheOtherEndReads()
    {
        using SharedFile one = SharedFile.TryCreate(SharedPair.Bytes)!;
        using SharedFile other = SharedFile.TryOpen(one.Name, SharedPair.Bytes)!;
        one.Unlink();
        one.WriteFirst(0, [1, 2, 3]);
        other.WriteFirst(0, [4, 5, 6]);
        one.Outgoing.PayloadAt(0, 1).Span[0] = 7;

        Assert.Equal([7], other.Incoming.PayloadAt(0, 1).ToArray());
        Assert.Equal(other.Outgoing.PayloadAt(0, 1).ToArray(), one.Incoming.PayloadAt(0, 1).ToArray());
    }

    [LinuxTheory]
    [InlineData("rnncluster-00000000000000000000000000000000")]
    [InlineData("rnncluster-../../../etc/passwd/../../passwd0")]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    public void AnotherMachinesFileIsNotOpened(string name) =>
        Assert.Null(SharedFile.TryOpen(name, SharedPair.Bytes));

    [LinuxFact]
    public void AFileOfAnotherFolderIsNotOpened()
    {
        string path = Path.GetTempFileName();
        using (var file = new FileStream(path, FileMode.Open))
        {
            file.SetLength(2 * SharedPair.Bytes);
        }

        Assert.Null(SharedFile.TryOpen(Path.GetRelativePath(Folder, path), SharedPair.Bytes));
        File.Delete(path);
    }

    [LinuxFact]
    public void AFileOfAnotherLengthIsNotOpened()
    {
        using SharedFile file = SharedFile.TryCreate(2 * SharedPair.Bytes)!;

        Assert.Null(SharedFile.TryOpen(file.Name, SharedPair.Bytes));
        Assert.Null(SharedFile.TryOpen(file.Name, 4 * SharedPair.Bytes));
        file.Unlink();
    }

    [LinuxFact]
    public void NoneIsMadeWhereNoneIsAllowedOrTooLittle()
    {
        Assert.Null(SharedFile.TryCreate(0));
        Assert.Null(SharedFile.TryCreate(SharedPair.Bytes - 1));
    }
}
