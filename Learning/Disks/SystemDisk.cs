using System.IO.Enumeration;
using RnnCluster.Kernels.Files;

namespace RnnCluster.Learning.Disks;

/// <summary>The file system of the machine.</summary>
internal sealed class SystemDisk : IDisk
{
    // Written through at once: the writers here hand over whole lines and whole buffers.
    private const int BufferBytesNone = 0;
    private const int BufferBytesWrite = 64 * 1024;

    private SystemDisk()
    {
    }

    /// <summary>The only one.</summary>
    public static SystemDisk Instance { get; } = new();

    public IEnumerable<string> Entries(string folder) =>
        new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString());

    /// <summary><see cref="File.Exists"/> says of a file that may not be looked at that there is none.</summary>
    public bool FileExists(string path)
    {
        try
        {
            return !File.GetAttributes(path).HasFlag(FileAttributes.Directory);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    public bool FolderExists(string path) => Directory.Exists(path);

    public bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    public long? LengthOf(string path)
    {
        try
        {
            return FileExists(path) ? new FileInfo(path).Length : null;
        }
        catch (FileNotFoundException)
        {
            // It was deleted meanwhile.
            return null;
        }
    }

    /// <summary>
    /// A reader hinders no run: on Windows it would keep it from appending, renaming and deleting if it shared less.
    /// </summary>
    public Stream OpenRead(string path) =>
        new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    public Stream OpenAppend(string path) => new DurableStream(path, FileMode.Append, BufferBytesNone);

    public Stream Create(string path) => new DurableStream(path, FileMode.Create, BufferBytesWrite);

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void DeleteFile(string path) => File.Delete(path);

    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public void DeleteFolder(string path) => Directory.Delete(path);

    public void SyncFolder(string path) => SystemFiles.SyncFolder(path);

    private sealed class DurableStream(string path, FileMode mode, int bufferBytes)
        : FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferBytes)
    {
        public override void Flush() => Flush(flushToDisk: true);
    }
}
