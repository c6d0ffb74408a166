using System.Globalization;
using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// A directory of the file system as the place of a run's files. A file is written under a temporary name, flushed to
/// the disk, renamed, and then its folder is flushed: when a write returns, no loss of power takes the file away, and
/// at no moment before does one leave half of it under its name. So what is written later is never older than what
/// was written before.
/// </summary>
public sealed class DirectoryStorage : IStorage
{
    private static int writes;

    private readonly string root;
    private readonly bool isShared;
    private readonly IDisk disk;

    /// <summary>Folders below the root whose own entry this storage has flushed.</summary>
    private readonly HashSet<string> durable = new(StringComparer.Ordinal);

    /// <summary>A storage in a directory, which need not exist before something is written.</summary>
    /// <param name="root">The directory's path; messages show it as it is given here.</param>
    /// <param name="isShared">
    /// Whether several processes may write a file of one name at once: then each has temporary names of its own, and a
    /// killed one leaves its behind.
    /// </param>
    public DirectoryStorage(string root, bool isShared = false)
        : this(root, isShared, SystemDisk.Instance)
    {
    }

    internal DirectoryStorage(string root, bool isShared, IDisk disk)
    {
        Ensure.That(root.Length > 0);
        this.root = root;
        this.isShared = isShared;
        this.disk = disk;
    }

    /// <inheritdoc/>
    public string Locate(string name)
    {
        // Elsewhere than on Windows a backslash is a letter of a file's name like any other.
        bool isSplit = Path.DirectorySeparatorChar == '\\' && name.Contains('\\');
        Ensure.That(!Path.IsPathRooted(name) && !isSplit && !name.Split('/').Contains(".."));
        return name.Length == 0 ? root : Path.Join(root, name);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        try
        {
            return [.. disk.Entries(root).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw Failed(root, "read", fault);
        }
    }

    /// <inheritdoc/>
    public bool Exists(string name)
    {
        string path = Locate(name);
        try
        {
            return disk.FileExists(path);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw Failed(path, "read", fault);
        }
    }

    /// <inheritdoc/>
    public long? LengthOf(string name)
    {
        string path = Locate(name);
        try
        {
            return disk.LengthOf(path);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw Failed(path, "read", fault);
        }
    }

    /// <inheritdoc/>
    public Stream OpenRead(string name)
    {
        string path = Locate(name);
        try
        {
            return new StorageStream(disk.OpenRead(path), path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path}: there is no such file", fault);
        }
        catch (Exception fault) when (IsOfDisk(fault))
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
            EnsureFolder(name);
            bool isNew = !disk.FileExists(path);
            Stream stream = disk.OpenAppend(path);
            if (isNew)
            {
                disk.SyncFolder(FolderOf(path));
            }

            return new StorageStream(stream, path);
        }
        catch (Exception fault) when (IsOfDisk(fault))
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
            EnsureFolder(name);
            using (var stream = new StorageStream(disk.Create(temporary), path))
            {
                content(stream);
                stream.Flush();
            }

            disk.Rename(temporary, path);
            disk.SyncFolder(FolderOf(path));
        }
        catch (Exception fault)
        {
            TryDeleteTemporary(temporary);
            if (IsOfDisk(fault))
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
            string folder = FolderOf(path);
            if (!name.Contains('/'))
            {
                disk.DeleteFile(path);
            }
            else if (disk.IsLink(folder))
            {
                // The files belong to where the link leads: what is ours here is the link.
                disk.DeleteFile(folder);
            }
            else if (disk.FolderExists(folder))
            {
                disk.DeleteFile(path);
                if (!disk.Entries(folder).Any())
                {
                    disk.DeleteFolder(folder);
                    durable.Remove(folder);
                }
            }
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            throw Failed(path, "deleted", fault);
        }
    }

    private string WriterMark() => isShared
        ? string.Create(
            CultureInfo.InvariantCulture, $".{Environment.ProcessId}-{Interlocked.Increment(ref writes)}")
        : string.Empty;

    /// <summary>
    /// Makes a file's folder and all above it. Each is flushed into the folder above: a file whose folder is forgotten
    /// is forgotten with it. An earlier process may have made it and not come to that.
    /// </summary>
    private void EnsureFolder(string name)
    {
        EnsureFolderAt(root, isOurs: true);
        for (int slash = name.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            EnsureFolderAt(Locate(name[..slash]), isOurs: true);
        }
    }

    private void EnsureFolderAt(string folder, bool isOurs)
    {
        bool isThere = disk.FolderExists(folder);
        if (isThere && (!isOurs || durable.Contains(folder)))
        {
            return;
        }

        string above = FolderOf(folder);
        if (!isThere)
        {
            if (above != folder)
            {
                EnsureFolderAt(above, isOurs: false);
            }

            disk.CreateFolder(folder);
        }

        if (above != folder)
        {
            disk.SyncFolder(above);
        }

        durable.Add(folder);
    }

    /// <summary>The folder that a path is in; the root of a file system is in itself.</summary>
    private static string FolderOf(string path)
    {
        string trimmed = Path.TrimEndingDirectorySeparator(path);
        if (Path.GetDirectoryName(trimmed) is { Length: > 0 } folder && Path.GetFileName(trimmed) is not ("." or ".."))
        {
            return folder;
        }

        // A name without a folder is in the working folder; "." and ".." have theirs in their full path.
        return trimmed is "." or ".." || trimmed.EndsWith("/..", StringComparison.Ordinal) || Path.IsPathRooted(trimmed)
            ? Path.GetDirectoryName(Path.GetFullPath(trimmed)) ?? trimmed
            : ".";
    }

    private static bool IsOfDisk(Exception fault) => fault is IOException or UnauthorizedAccessException;

    /// <summary>A path that cannot be used is the user's to mend; all else that the system says is a fault.</summary>
    private Exception Failed(string path, string verb, Exception fault)
    {
        string message = $"{path}: cannot be {verb}: {fault.Message}";
        return PathFaults.IsOfPath(fault)
            || disk.FolderExists(path)
            || IsBelowAFile(path)
            ? new InputException(message, fault)
            : new StorageException(message, fault);
    }

    private bool IsBelowAFile(string path)
    {
        for (string? folder = Path.GetDirectoryName(path);
            !string.IsNullOrEmpty(folder);
            folder = Path.GetDirectoryName(folder))
        {
            if (IsFile(folder))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFile(string path)
    {
        try
        {
            return disk.FileExists(path);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            return false;
        }
    }

    private void TryDeleteTemporary(string temporary)
    {
        try
        {
            disk.DeleteFile(temporary);
        }
        catch (Exception fault) when (IsOfDisk(fault))
        {
            // The first fault is the one to report; a left-over temporary file is ignored by every reader.
        }
    }
}
