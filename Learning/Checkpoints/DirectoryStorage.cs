using System.Globalization;
using System.IO.Enumeration;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// A directory of the file system as the place of a run's files. The content of a file is flushed to the disk before
/// its rename. The rename itself is not: .NET offers no way to flush a directory without a native call. A process that
/// is killed loses nothing by that; after a power failure a file system may show the state before the last renames,
/// which readers see as the older checkpoint.
/// </summary>
public sealed class DirectoryStorage : IStorage
{
    // Written through at once: the writers here hand over whole lines and whole buffers.
    private const int BufferBytesNone = 0;
    private const int BufferBytesWrite = 64 * 1024;

    private static int writes;

    private readonly string root;
    private readonly bool isShared;

    /// <summary>A storage in a directory, which need not exist before something is written.</summary>
    /// <param name="root">The directory's path; messages show it as it is given here.</param>
    /// <param name="isShared">
    /// Whether several processes may write a file of one name at once: then each has temporary names of its own, and a
    /// killed one leaves its behind.
    /// </param>
    public DirectoryStorage(string root, bool isShared = false)
    {
        Ensure.That(root.Length > 0);
        this.root = root;
        this.isShared = isShared;
    }

    /// <inheritdoc/>
    public string Locate(string name)
    {
        Ensure.That(!Path.IsPathRooted(name) && !name.Contains('\\') && !name.Split('/').Contains(".."));
        return name.Length == 0 ? root : Path.Join(root, name);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        try
        {
            var names = new List<string>(
                new FileSystemEnumerable<string>(root, static (ref entry) => entry.FileName.ToString()));
            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Failed(root, "read", fault);
        }
    }

    /// <inheritdoc/>
    public bool Exists(string name) => File.Exists(Locate(name));

    /// <inheritdoc/>
    public Stream OpenRead(string name)
    {
        string path = Locate(name);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: there is no such file", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, "read", fault);
        }
    }

    /// <inheritdoc/>
    public Stream OpenAppend(string name)
    {
        string path = Locate(name);
        try
        {
            EnsureFolder(path);
            return new DurableStream(path, FileMode.Append, BufferBytesNone);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, "written", fault);
        }
    }

    /// <inheritdoc/>
    public void Write(string name, Action<Stream> content)
    {
        string path = Locate(name);
        string temporary = path + WriterMark() + IStorage.TemporarySuffix;
        try
        {
            EnsureFolder(path);
            using (var stream = new DurableStream(temporary, FileMode.Create, BufferBytesWrite))
            {
                content(stream);
                stream.Flush();
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception fault)
        {
            TryDeleteTemporary(temporary);
            if (fault is IOException or UnauthorizedAccessException)
            {
                throw Failed(path, "written", fault);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        string path = Locate(name);
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }

            string folder = Path.GetDirectoryName(path)!;
            bool isRoot = !name.Contains('/');
            if (!isRoot && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
            {
                Directory.Delete(folder);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, "deleted", fault);
        }
    }

    private string WriterMark() => isShared
        ? string.Create(
            CultureInfo.InvariantCulture, $".{Environment.ProcessId}-{Interlocked.Increment(ref writes)}")
        : string.Empty;

    private static void EnsureFolder(string path)
    {
        string? folder = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>A path that cannot be used is the user's to mend; all else that the system says is a fault.</summary>
    private static Exception Failed(string path, string verb, Exception fault)
    {
        string message = $"{path}: cannot be {verb}: {fault.Message}";
        return fault is UnauthorizedAccessException or DirectoryNotFoundException or PathTooLongException
            || Directory.Exists(path)
            || IsBelowAFile(path)
            ? new InputException(message, fault)
            : new StorageException(message, fault);
    }

    private static bool IsBelowAFile(string path)
    {
        for (string? folder = Path.GetDirectoryName(path);
            !string.IsNullOrEmpty(folder);
            folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(folder))
            {
                return true;
            }
        }

        return false;
    }

    private static void TryDeleteTemporary(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The first fault is the one to report; a left-over temporary file is ignored by every reader.
        }
    }

    private sealed class DurableStream(string path, FileMode mode, int bufferBytes)
        : FileStream(path, mode, FileAccess.Write, FileShare.Read, bufferBytes)
    {
        public override void Flush() => Flush(flushToDisk: true);
    }
}
