using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>A folder in a run's output that has the name of a checkpoint.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Step">The step that the name says.</param>
/// <param name="IsComplete">Whether the checkpoint was finished, be it good or damaged.</param>
internal sealed record CheckpointFolder(string Name, Step Step, bool IsComplete)
{
    /// <summary>All of a storage, by ascending step.</summary>
    /// <param name="storage">The run's output.</param>
    public static List<CheckpointFolder> ListIn(IStorage storage)
    {
        var folders = new List<CheckpointFolder>();
        foreach (string name in storage.List())
        {
            if (CheckpointNames.TryParse(name, out Step step))
            {
                folders.Add(new CheckpointFolder(name, step, IsCompleteIn(storage, name)));
            }
        }

        return folders;
    }

    /// <summary>Whether a checkpoint was finished. One that may not be looked at is damaged, not missing.</summary>
    private static bool IsCompleteIn(IStorage storage, string folder)
    {
        try
        {
            return storage.Exists(CheckpointNames.In(folder, CheckpointNames.Manifest));
        }
        catch (Exception fault) when (DiskFaults.IsOfFile(fault))
        {
            return true;
        }
    }
}
