using System.Diagnostics;

namespace RnnCluster.TestKit.Disks;

/// <summary>
/// A real disk of a test: a file system of the kernel, mounted into a folder until this is disposed of. Nothing
/// between program and kernel is replaced. It needs Linux, root, and for some kinds programs that make file systems.
/// </summary>
public sealed class TestDisk : IDisposable
{
    private const int BlockBytes = 4096;

    /// <summary>The image of a file system, a sparse file; a btrfs is at least 109 MiB.</summary>
    private const long ImageBytes = 128L << 20;

    /// <summary>The first bytes of an image hold what the file system needs to go on, and padding.</summary>
    private const int SoundBytes = 1 << 20;

    /// <summary>
    /// Reading writes nothing, and the system writes of itself nothing either: the image of a disk whose sectors are
    /// lost grows with what is written, and what was lost behind it is then read as zeros.
    /// </summary>
    private const string Options = "loop,noatime,commit=300";

    private const string Filler = "filler";

    private readonly TestDiskKind kind;
    private readonly string image;

    /// <summary>Where the file system is mounted; what the test uses may be a folder of it.</summary>
    private readonly string mount;

    private TestDisk(TestDiskKind kind, string folder)
    {
        this.kind = kind;
        mount = folder;
        image = folder + ".image";
        Path = kind == TestDiskKind.Quota ? At("limited") : folder;
    }

    /// <summary>The folder to use.</summary>
    public string Path { get; }

    /// <summary>Why a kind of disk cannot be had here; null if it can.</summary>
    /// <param name="kind">The kind.</param>
    public static string? AbsenceOf(TestDiskKind kind)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return "mounting a disk needs Linux and root";
        }

        string folder = Directory.CreateTempSubdirectory("rnncluster-disk-").FullName;
        try
        {
            Mount(kind, folder).Dispose();
            return null;
        }
        catch (InvalidOperationException fault)
        {
            return fault.Message;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>Makes and mounts a disk.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="folder">An empty folder. The image is a file beside it.</param>
    /// <exception cref="InvalidOperationException">This machine has no such disk.</exception>
    public static TestDisk Mount(TestDiskKind kind, string folder)
    {
        var disk = new TestDisk(kind, folder);
        try
        {
            disk.Make();
            return disk;
        }
        catch
        {
            disk.Dispose();
            throw;
        }
    }

    /// <summary>Writes until the disk takes no more.</summary>
    public void Fill()
    {
        var unpackable = new Random(1);
        try
        {
            using var file = new FileStream(
                System.IO.Path.Join(Path, Filler), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            byte[] block = new byte[BlockBytes];
            while (true)
            {
                unpackable.NextBytes(block);
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Deletes what filled it.</summary>
    public void MakeRoom() => File.Delete(System.IO.Path.Join(Path, Filler));

    /// <summary>
    /// From now on the disk takes no byte: programs see it where they wait for the disk. <see cref="Heal"/> ends it.
    /// </summary>
    public void FailWrites() => Need("chattr", "+i", image);

    /// <summary>
    /// From now on one file cannot be read; all others can. That holds until a program waits for the disk to write.
    /// </summary>
    /// <param name="file">The file's path. Its sectors are lost.</param>
    public void FailReadsOf(string file)
    {
        Remount();

        // What was read stays in the system's cache, and is found there.
        foreach (string each in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            if (each != file)
            {
                _ = File.ReadAllBytes(each);
            }
        }

        using FileStream cut = File.OpenWrite(image);
        cut.SetLength(SoundBytes);
    }

    /// <summary>The disk is sound again, as it would be after a restart of the machine.</summary>
    public void Heal()
    {
        Need("chattr", "-i", image);
        Remount();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (kind == TestDiskKind.Faulty && File.Exists(image))
        {
            _ = Run("chattr", "-i", image);
        }

        _ = Run("umount", mount);
        File.Delete(image);
    }

    private void Make()
    {
        switch (kind)
        {
            case TestDiskKind.Small:
                Need("mount", "-t", "tmpfs", "-o", "size=512k", "none", mount);
                break;
            case TestDiskKind.FewEntries:
                // The root is an entry, too.
                Need("mount", "-t", "tmpfs", "-o", "size=512k,nr_inodes=4", "none", mount);
                break;
            case TestDiskKind.Quota:
                MakeImage("mkfs.btrfs", "--quiet", "--mixed");
                Need("btrfs", "quota", "enable", mount);
                Need("btrfs", "subvolume", "create", Path);
                Need("btrfs", "qgroup", "limit", "1M", Path);
                break;
            default:
                MakeImage("mkfs.ext4", "-q", "-m", "0", "-N", "256", "-E", "lazy_itable_init=0");
                File.WriteAllBytes(At("padding"), new byte[SoundBytes]);
                FailWrites();
                Heal();
                break;
        }
    }

    private void MakeImage(params string[] command)
    {
        using (FileStream file = File.Create(image))
        {
            file.SetLength(ImageBytes);
        }

        Need([.. command, image]);
        Need("mount", "-o", Options, image, mount);
    }

    private void Remount()
    {
        Need("umount", mount);
        Need("mount", "-o", Options, image, mount);
    }

    private string At(string name) => System.IO.Path.Join(mount, name);

    private static void Need(params string[] command)
    {
        if (!Run(command))
        {
            throw new InvalidOperationException($"this machine does not do '{string.Join(' ', command[..^1])}'");
        }
    }

    private static bool Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            _ = process.StandardOutput.ReadToEnd();
            _ = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return false;
        }
    }
}
