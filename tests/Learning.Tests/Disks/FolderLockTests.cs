using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Disks;

public sealed class FolderLockTests : IDisposable
{
    private static readonly LockHolder First =
        new(17, "alpha", new DateTimeOffset(2026, 12, 1, 2, 3, 4, TimeSpan.Zero), "rnncluster train a.yaml --out x");

    private static readonly LockHolder Second = First with { Process = 18, Machine = "beta" };

    private readonly string root = Directory.CreateTempSubdirectory("rnncluster-lock-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void ASecondWriterHearsWhoWritesWhereAndSinceWhenAndTouchesNothing()
    {
        using FolderLock held = FolderLock.Acquire(root, First, Fail);
        byte[] before = ReadLock();
        InputException fault = Assert.Throws<InputException>(() => FolderLock.Acquire(root, Second, Fail));
        Assert.Equal(
            $"{root}: is being written by 'rnncluster train a.yaml --out x', process 17 on alpha, since 2026-12-01 "
            + "02:03:04Z; stop that run, or choose another folder with --out",
            fault.Message);
        Assert.Equal(before, ReadLock());
        held.EnsureHeld();
    }

    [Fact]
    public void AFileThatWasLeftBehindLocksNothing()
    {
        File.WriteAllText(Path.Join(root, "lock"), new string('x', 5000));
        using (FolderLock.Acquire(root, First, Fail))
        {
            Assert.Contains("alpha", System.Text.Encoding.UTF8.GetString(ReadLock()), StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(root));
        FolderLock.Acquire(root, Second, Fail).Dispose();
    }

    [Fact]
    public void FoldersThatWereMadeForTheLockGoWithItUnlessSomethingIsInThem()
    {
        string inner = Path.Join(root, "a/b");
        FolderLock.Acquire(inner, First, Fail).Dispose();
        Assert.False(Directory.Exists(Path.Join(root, "a")));
        using (FolderLock.Acquire(inner, First, Fail))
        {
            File.WriteAllText(Path.Join(inner, "metrics.jsonl"), string.Empty);
        }

        Assert.Equal([Path.Join(inner, "metrics.jsonl")], Directory.GetFileSystemEntries(inner));
    }

    [Fact]
    public void AFolderThatVanishedIsLockedAgain()
    {
        string folder = Path.Join(root, "out");
        using FolderLock held = FolderLock.Acquire(folder, First, Fail);
        Directory.Delete(folder, recursive: true);
        held.EnsureHeld();
        Assert.Throws<InputException>(() => FolderLock.Acquire(folder, Second, Fail));
    }

    [Fact]
    public void AFolderThatAnotherTookMeanwhileIsNotWritten()
    {
        string folder = Path.Join(root, "out");
        using FolderLock lost = FolderLock.Acquire(folder, First, Fail);
        Directory.Move(folder, Path.Join(root, "moved"));
        using FolderLock held = FolderLock.Acquire(folder, Second, Fail);
        InputException fault = Assert.Throws<InputException>(lost.EnsureHeld);
        Assert.Contains("process 18 on beta", fault.Message, StringComparison.Ordinal);
        held.EnsureHeld();
    }

    [Theory]
    [InlineData("file", "it is a file, a folder is needed")]
    [InlineData("file/below", "{}/file is a file, a folder is needed")]
    [InlineData("dangling", "it is a link that leads to no folder")]
    [InlineData("dangling/below", "{}/dangling is a link that leads to no folder")]
    [InlineData("loop", "it is a link that leads to no folder")]
    [InlineData("loop/below/it", "{}/loop is a link that leads to no folder")]
    [InlineData("new/LONG", "The path '{}/new/LONG' is too long")]
    public void AFolderThatCannotBeMadeIsAMistakeAndNothingIsLeft(string folder, string reason)
    {
        File.WriteAllText(Path.Join(root, "file"), "mine");
        File.CreateSymbolicLink(Path.Join(root, "dangling"), "nowhere");
        File.CreateSymbolicLink(Path.Join(root, "loop"), "loop");
        string[] before = Directory.GetFileSystemEntries(root);
        string path = Expand($"{{}}/{folder}");
        InputException fault = Assert.Throws<InputException>(() => FolderLock.Acquire(path, First, Fail));
        Assert.StartsWith($"{path}: cannot be written: {Expand(reason)}", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(root));
        Assert.Equal("mine", File.ReadAllText(Path.Join(root, "file")));

        string Expand(string text) => text
            .Replace("{}", root, StringComparison.Ordinal)
            .Replace("LONG", new string('x', 300), StringComparison.Ordinal);
    }

    /// <summary>Each holder deletes the file: one that is opened before and locked after that locks nothing.</summary>
    [Fact]
    public void OfManyWritersOneAtATimeHasTheLock()
    {
        int inside = 0;
        int taken = 0;
        Parallel.For(0, 4, _ =>
        {
            for (int round = 0; round < 300; round++)
            {
                try
                {
                    LockHolder self = LockHolder.OfThisProcess(StillClock.Instance);
                    using FolderLock held = FolderLock.Acquire(root, self, Fail);
                    Assert.Equal(1, Interlocked.Increment(ref inside));
                    Interlocked.Increment(ref taken);
                    Interlocked.Decrement(ref inside);
                }
                catch (InputException)
                {
                    // Another has it.
                }
            }
        });
        Assert.True(taken > 0);
    }

    private static void Fail(string warning) => Assert.Fail(warning);

    /// <summary>.NET opens no file that is locked; what the file holds is read as the system lets us.</summary>
    private byte[] ReadLock()
    {
        using FileStream file = Kernels.Files.SystemFiles.TryOpenUnlocked(Path.Join(root, "lock"))!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
