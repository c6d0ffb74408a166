using System.Diagnostics;
using System.Text;
using RnnCluster.Kernels.Files;
using RnnCluster.Learning.Files;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Files;

public sealed class UserFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-files-").FullName;

    [Fact]
    public void ANewAndAnOldFileAreWrittenWholeOrNotAtAll()
    {
        UserFile.Write(At("new/file"), Abc);
        Assert.Equal("abc", File.ReadAllText(At("new/file")));
        Assert.Throws<TimeoutException>(() => UserFile.Write(At("new/file"), stream =>
        {
            stream.Write("de"u8);
            throw new TimeoutException();
        }));
        Assert.Equal("abc", File.ReadAllText(At("new/file")));
        Assert.Single(Directory.EnumerateFiles(At("new")));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("later")]
    public void ALinkStaysALinkAndItsTargetIsWritten(string target)
    {
        File.WriteAllText(At("file"), "old");
        File.CreateSymbolicLink(At("second"), At(target));
        File.CreateSymbolicLink(At("first"), "second");
        UserFile.Write(At("first"), Abc);
        Assert.Equal("second", new FileInfo(At("first")).LinkTarget);
        Assert.Equal(At(target), new FileInfo(At("second")).LinkTarget);
        Assert.Equal("abc", File.ReadAllText(At(target)));
    }

    [Fact]
    public void LinksThatGoRoundAreAMistake()
    {
        File.CreateSymbolicLink(At("loop"), At("loop"));
        Assert.Throws<InputException>(() => UserFile.Write(At("loop"), Abc));
        Assert.Throws<InputException>(() => UserFile.OpenRead(At("loop")));
    }

    [DeviceFact]
    public void ADeviceStaysADevice()
    {
        // Devices of their own: a wrong program that root runs would destroy those of the machine.
        string nothing = At("null");
        string full = At("full");
        Make("mknod", nothing, "c", "1", "3");
        Make("mknod", full, "c", "1", "7");
        UserFile.Write(nothing, Abc);
        Assert.Equal(FileKind.Special, FileKinds.Of(nothing));
        Assert.Equal(
            $"{full}: cannot be written: No space left on device : '{full}'",
            Assert.Throws<StorageException>(() => UserFile.Write(full, Abc)).Message);
        Assert.Equal(FileKind.Special, FileKinds.Of(full));
    }

    [Fact]
    public async Task AFifoIsWrittenToAndReadFrom()
    {
        Make("mkfifo", At("fifo"));
        Task writing = Task.Run(() => UserFile.Write(At("fifo"), Abc));
        Task<Stream> reading = Task.Run(() => UserFile.OpenRead(At("fifo")));

        // A program that replaced the FIFO would be ready first, and the reader would wait for ever.
        await await Task.WhenAny(writing, reading);
        Assert.Equal(FileKind.Special, FileKinds.Of(At("fifo")));
        using Stream stream = await reading;
        await writing;
        Assert.Equal(3, stream.Length);
        stream.Position = 1;
        Assert.Equal("bc", new StreamReader(stream, Encoding.UTF8).ReadToEnd());

        Task again = Task.Run(() => UserFile.Write(At("fifo"), Abc));
        var refused = await Assert.ThrowsAsync<InputException>(
            () => Task.Run(() => UserFile.OpenRead(At("fifo"), pipedLengthMaxBytes: 2)));
        await again;
        Assert.Equal(
            $"{At("fifo")}: longer than 2 bytes, the most that is read from a pipe; name a regular file",
            refused.Message);
    }

    [Fact]
    public void ABackslashIsALetterOfAName()
    {
        UserFile.Write(At("a\\b"), Abc);
        Assert.Equal("abc", File.ReadAllText(At("a\\b")));
    }

    [Fact]
    public void AFolderIsNoFile()
    {
        Assert.Throws<InputException>(() => UserFile.Write(folder, Abc));
        Assert.Throws<InputException>(() => UserFile.Write(At("none/"), Abc));
        Assert.Throws<InputException>(() => UserFile.OpenRead(folder));
        Assert.Equal(FileKind.Folder, FileKinds.Of(folder));
        Assert.Equal(FileKind.Missing, FileKinds.Of(At("none")));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void Make(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static void Abc(Stream stream) => stream.Write("abc"u8);

    private string At(string name) => Path.Join(folder, name);
}
