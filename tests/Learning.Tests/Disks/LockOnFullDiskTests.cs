using RnnCluster.Learning.Disks;
using RnnCluster.Shared;
using RnnCluster.TestKit.Disks;

namespace RnnCluster.Learning.Tests.Disks;

/// <summary>Real disks that have no room for the file <c>lock</c>, or for its folders.</summary>
public sealed class LockOnFullDiskTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("rnncluster-lock-").FullName;

    private string Folder => Directory.CreateDirectory(Path.Join(root, "disk")).FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [DiskFact(TestDiskKind.Small)]
    public void ADiskThatIsFullIsLeftAsItWas() =>
        AssertIsLeftAsItWas(TestDiskKind.Small, "No space left on device");

    [DiskFact(TestDiskKind.FewEntries)]
    public void ADiskThatTakesNoMoreFilesIsLeftAsItWas() =>
        AssertIsLeftAsItWas(TestDiskKind.FewEntries, "No space left on device");

    [DiskFact(TestDiskKind.Quota)]
    public void ADiskWhoseQuotaIsUsedUpIsLeftAsItWas() =>
        AssertIsLeftAsItWas(TestDiskKind.Quota, "Disk quota exceeded");

    [DiskFact(TestDiskKind.Small)]
    public void ARunWhoseFolderVanishedOnAFullDiskLeavesNothingHalfWrittenAndLocksItWhenThereIsRoom()
    {
        using TestDisk disk = TestDisk.Mount(TestDiskKind.Small, Folder);
        string folder = Path.Join(disk.Path, "a/out");
        using (FolderLock held = FolderLock.Acquire(folder, Holder(), Assert.Fail))
        {
            Directory.Move(Path.Join(disk.Path, "a"), Path.Join(disk.Path, "moved"));
            disk.Fill();
            string[] before = Entries(disk);
            for (int attempt = 0; attempt < 2; attempt++)
            {
                _ = Assert.Throws<StorageException>(held.EnsureHeld);
                Assert.Equal(before, Entries(disk));
            }

            disk.MakeRoom();
            held.EnsureHeld();
            Assert.True(File.Exists(Path.Join(folder, "lock")));
        }

        Assert.False(Directory.Exists(Path.Join(disk.Path, "a")));
    }

    private void AssertIsLeftAsItWas(TestDiskKind kind, string reason)
    {
        using TestDisk disk = TestDisk.Mount(kind, Folder);
        disk.Fill();
        string[] before = Entries(disk);
        string folder = Path.Join(disk.Path, "a/b/out");
        StorageException fault =
            Assert.Throws<StorageException>(() => FolderLock.Acquire(folder, Holder(), Assert.Fail));
        Assert.StartsWith($"{folder}/lock: cannot be written: {reason}", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, Entries(disk));
    }

    private static LockHolder Holder() => LockHolder.OfThisProcess(TimeProvider.System);

    private static string[] Entries(TestDisk disk) =>
        [.. Directory.EnumerateFileSystemEntries(disk.Path, "*", SearchOption.AllDirectories).Order()];
}
