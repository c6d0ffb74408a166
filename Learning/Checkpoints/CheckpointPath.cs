using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>A checkpoint that a user names: its folder, its manifest, or a run's output.</summary>
internal static class CheckpointPath
{
    private const string Needed = "a checkpoint or a run's output is needed";

    /// <summary>Opens it: see <see cref="CheckpointStore.Open"/>.</summary>
    public static Checkpoint Open(string path, Action<string> warn)
    {
        string folder = Path.GetFileName(path) == CheckpointNames.Manifest && !Directory.Exists(path)
            ? Path.GetDirectoryName(path)!
            : path;
        folder = folder.Length == 0 ? "." : Path.TrimEndingDirectorySeparator(folder);
        if (!Directory.Exists(folder))
        {
            throw Missing(folder);
        }

        string name = Path.GetFileName(folder);
        var inside = new DirectoryStorage(folder);
        if (CheckpointNames.TryParse(name, out _))
        {
            string parent = Path.GetDirectoryName(folder)!;
            return Read(new DirectoryStorage(parent.Length == 0 ? "." : parent), name);
        }

        if (inside.Exists(CheckpointNames.Manifest))
        {
            return Read(inside, string.Empty);
        }

        return new CheckpointSearch(inside, warn).TryOpenLatest(out Checkpoint? checkpoint)
            ? checkpoint
            : throw new InputException($"{folder}: holds no checkpoint");
    }

    private static Checkpoint Read(DirectoryStorage storage, string folder)
    {
        try
        {
            return CheckpointReader.Read(storage, folder);
        }
        catch (StorageException fault)
        {
            throw new StorageException(
                $"{fault.Message.TrimEnd('.')}; check the disk, or name another checkpoint", fault);
        }
    }

    /// <summary>.NET says of a folder that may not be looked at that there is none: the reason is asked for.</summary>
    private static InputException Missing(string folder)
    {
        if (PathFaults.FindObstacle(folder) is { } obstacle)
        {
            return new InputException($"{folder}: cannot be opened: {obstacle}; {Needed}");
        }

        try
        {
            _ = File.GetAttributes(folder);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            // There is none.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return new InputException($"{folder}: cannot be opened: {fault.Message.TrimEnd('.')}; {Needed}", fault);
        }

        return new InputException($"{folder}: there is no such folder; {Needed}");
    }
}
