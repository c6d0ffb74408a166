using System.Diagnostics.CodeAnalysis;
using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// Finds the newest good checkpoint by name and content, also beside a run that writes and deletes some meanwhile. A
/// checkpoint that the disk does not give back is passed over like one whose bytes are others.
/// </summary>
/// <param name="storage">The run's output.</param>
/// <param name="warn">Gets one line for each checkpoint that is passed over, with the reason.</param>
internal sealed class CheckpointSearch(IStorage storage, Action<string> warn)
{
    // A look is lost only to a run that writes and deletes checkpoints faster than one of them is opened.
    private const int LooksMax = 100;

    private readonly LatestFile latest = new(storage);

    /// <summary>Opens the newest good checkpoint: see <see cref="CheckpointStore.TryOpenLatest"/>.</summary>
    public bool TryOpenLatest([NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        for (int look = 1; ; look++)
        {
            List<CheckpointFolder> folders = CheckpointFolder.ListIn(storage);
            var passed = new List<(CheckpointFolder Folder, Exception Fault)>();
            if (!TryOpen(folders, passed, out checkpoint) && passed.Count == 0)
            {
                return false;
            }

            string? doubt = checkpoint is null ? null : latest.FindDoubt(CheckpointNames.Folder(checkpoint.Step));
            if ((passed.Count > 0 || doubt is not null) && look < LooksMax && HasNewer(folders))
            {
                continue;
            }

            passed.ForEach(each => warn($"checkpoint passed over: {each.Fault.Message}"));
            if (checkpoint is not null)
            {
                if (doubt is not null)
                {
                    warn(doubt);
                }

                return true;
            }

            Exception[] damaged = [.. passed.Where(each => each.Folder.IsComplete).Select(each => each.Fault)];
            return damaged.Length == 0 ? false : throw NoneUsable(damaged);
        }
    }

    /// <summary>The run of the newest manifest that can be read; null if there is none.</summary>
    public RunIdentity? FindIdentity()
    {
        foreach (CheckpointFolder folder in
            CheckpointFolder.ListIn(storage).Where(folder => folder.IsComplete).Reverse())
        {
            try
            {
                return CheckpointReader.ReadManifest(storage, folder.Name).Identity;
            }
            catch (Exception fault) when (DiskFaults.IsOfFile(fault))
            {
                // Opening the checkpoint tells about it.
            }
        }

        return null;
    }

    /// <summary>Opens the newest of some checkpoints that is good.</summary>
    /// <param name="folders">By ascending step.</param>
    /// <param name="passed">Gets why newer ones cannot be used.</param>
    /// <param name="checkpoint">The checkpoint, when there is one.</param>
    private bool TryOpen(
        List<CheckpointFolder> folders,
        List<(CheckpointFolder Folder, Exception Fault)> passed,
        [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        foreach (CheckpointFolder folder in folders.AsEnumerable().Reverse())
        {
            try
            {
                checkpoint = CheckpointReader.Read(storage, folder.Name);
                return true;
            }
            catch (Exception fault) when (DiskFaults.IsOfFile(fault))
            {
                passed.Add((folder, fault));
            }
        }

        checkpoint = null;
        return false;
    }

    /// <summary>Whether a run that writes here has finished a checkpoint since some were listed.</summary>
    private bool HasNewer(List<CheckpointFolder> folders)
    {
        Step? before = folders.FindLast(folder => folder.IsComplete)?.Step;
        Step? now = CheckpointFolder.ListIn(storage).FindLast(folder => folder.IsComplete)?.Step;
        return now is not null && (before is null || now > before);
    }

    /// <summary>A disk that fails is a fault of the world, which may pass; other damage does not.</summary>
    private Exception NoneUsable(Exception[] faults)
    {
        string reasons = string.Join("; ", faults.Select(fault => fault.Message.TrimEnd('.')));
        string message = $"{storage.Locate(string.Empty)}: no checkpoint can be used: {reasons}. ";
        return faults.OfType<StorageException>().FirstOrDefault() is { } fault
            ? new StorageException(
                message + "Check the disk or copy the folder to another one, and resume there; or start anew in "
                + "another --out",
                fault)
            : new InputException(message + "Start anew in another --out");
    }
}
