using RnnCluster.Kernels.Files;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Disks;

/// <summary>
/// One folder, one writer. The file <c>lock</c> in the folder is locked as long as the writer lives: the system gives
/// the lock back at its end, also after SIGKILL, so a file that was left behind locks nothing. Its content names the
/// writer. On Linux and macOS the lock is <c>flock</c>'s, on Windows the file is open and shared for reading only.
/// </summary>
public sealed class FolderLock : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "lock";

    /// <summary>Each attempt that fails has seen another process take the file away: that ends.</summary>
    private const int AttemptsMax = 100;

    private readonly string folder;
    private readonly string path;
    private readonly byte[] content;
    private readonly Action<string> warn;

    /// <summary>Folders that were made for the lock, the innermost first: they go with it if they are empty.</summary>
    private readonly List<string> made = [];
    private FileStream? file;

    private FolderLock(string folder, LockHolder holder, Action<string> warn)
    {
        this.folder = folder;
        path = Path.Join(folder, FileName);
        content = holder.ToBytes();
        this.warn = warn;
    }

    /// <summary>Locks a folder, which is made if there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="holder">This process.</param>
    /// <param name="warn">Gets a line when the file system has no locks.</param>
    /// <exception cref="InputException">Another process writes there, or the folder cannot be used.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public static FolderLock Acquire(string folder, LockHolder holder, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(holder);
        Ensure.That(folder.Length > 0);
        var acquired = new FolderLock(folder, holder, warn);
        try
        {
            acquired.Take();
            return acquired;
        }
        catch
        {
            acquired.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock again if the folder or the file has vanished meanwhile.</summary>
    /// <exception cref="InputException">Another process writes there now.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public void EnsureHeld()
    {
        try
        {
            if (file is not null && IsOurs())
            {
                return;
            }
        }
        catch (IOException fault)
        {
            throw new StorageException($"{path}: cannot be read: {fault.Message}", fault);
        }

        file?.Dispose();
        file = null;
        Take();
    }

    /// <inheritdoc/>
    public void Dispose() => Leave(IsOurs);

    private void Take()
    {
        try
        {
            MakeFolders();
            for (int attempt = 0; attempt < AttemptsMax; attempt++)
            {
                file = Open();
                file.SetLength(0);
                file.Write(content);
                file.Flush();
                if (IsOurs())
                {
                    return;
                }

                // Its last holder deleted the file after it was opened here and before it was locked.
                file.Dispose();
                file = null;
            }

            throw Held();
        }
        catch (InputException)
        {
            Leave(IsUnfinished);
            throw;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Leave(IsUnfinished);
            throw Failed(fault);
        }
    }

    /// <summary>Gives the lock back and takes away what was made for it, as far as the disk lets it.</summary>
    /// <param name="isDeleted">Whether the file goes; asked while it is locked.</param>
    private void Leave(Func<bool> isDeleted)
    {
        try
        {
            if (file is not null && isDeleted())
            {
                // Windows deletes no file that is open; elsewhere the name goes before another can lock the file.
                if (OperatingSystem.IsWindows())
                {
                    file.Dispose();
                }

                File.Delete(path);
            }

            file?.Dispose();
            foreach (string each in made.Where(Directory.Exists))
            {
                Directory.Delete(each);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A file that is left behind locks nothing; a folder that holds something stays.
            file?.Dispose();
        }

        // What another holder locks from now on is not deleted by a second call.
        file = null;
        made.Clear();
    }

    /// <summary>A path that cannot be used is the user's to mend; all else that the system says is a fault.</summary>
    private Exception Failed(Exception fault) =>
        PathFaults.FindObstacle(folder) is { } obstacle
            ? new InputException($"{folder}: cannot be written: {obstacle}", fault)
        : PathFaults.IsOfPath(fault)
            ? new InputException($"{folder}: cannot be written: {fault.Message}", fault)
        : new StorageException($"{path}: cannot be written: {fault.Message}", fault);

    private void MakeFolders()
    {
        made.Clear();
        for (string? each = Path.GetFullPath(folder); each is not null && !Directory.Exists(each);
            each = Path.GetDirectoryName(each))
        {
            made.Add(each);
        }

        Directory.CreateDirectory(folder);
    }

    private FileStream Open()
    {
        FileStream opened;
        try
        {
            // None is flock's exclusive lock; a second process on Windows must read who it is.
            FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            opened = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        }
        catch (IOException fault) when (SystemFiles.IsHeld(fault))
        {
            throw Held();
        }

        if (OperatingSystem.IsWindows())
        {
            return opened;
        }

        // Where the system has no locks, .NET opens the file without one and does not tell.
        switch (SystemFiles.TryLock(opened.SafeFileHandle))
        {
            case false:
                opened.Dispose();
                throw Held();
            case null:
                warn($"{path}: this file system has no locks: take care that no second run writes into the folder");
                break;
            default:
                break;
        }

        return opened;
    }

    private bool IsOurs()
    {
        using FileStream? found = SystemFiles.TryOpenUnlocked(path);
        return found is not null && LockHolder.Read(found).AsSpan().SequenceEqual(content);
    }

    /// <summary>
    /// Whether the file holds no more than a part of what is written here: the disk did not take the rest. Should it be
    /// that of another process, which has just made it, then that process finds it gone and makes it again.
    /// </summary>
    private bool IsUnfinished()
    {
        using FileStream? found = SystemFiles.TryOpenUnlocked(path);
        return found is not null && content.AsSpan().StartsWith(LockHolder.Read(found));
    }

    private InputException Held()
    {
        using FileStream? found = SystemFiles.TryOpenUnlocked(path);
        string holder = LockHolder.Describe(found is null ? [] : LockHolder.Read(found));
        return new InputException(
            $"{folder}: is being written by {holder}; stop that run, or choose another folder with --out");
    }
}
