using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>Deletes the oldest checkpoints of a run, and what an earlier process left half done.</summary>
/// <param name="storage">The run's output.</param>
/// <param name="keep">How many complete checkpoints stay.</param>
/// <param name="warn">Gets one line for each folder that cannot be changed.</param>
internal sealed class CheckpointRetention(IStorage storage, int keep, Action<string> warn)
{
    /// <summary>Folders of which a warning said that they cannot be changed.</summary>
    private readonly HashSet<string> kept = new(StringComparer.Ordinal);

    /// <summary>
    /// Ends what an earlier process left half done. Elsewhere than in the folder that is to be written it may stay.
    /// </summary>
    /// <param name="written">The folder that is to be written.</param>
    public void TidyUp(string written)
    {
        storage.Delete(CheckpointNames.Latest + IStorage.TemporarySuffix);
        foreach (CheckpointFolder folder in CheckpointFolder.ListIn(storage))
        {
            if (folder.Name == written)
            {
                DeleteLeftOvers(written);
            }
            else
            {
                Try(DeleteLeftOvers, folder.Name);
            }
        }
    }

    /// <summary>Deletes the oldest checkpoints beyond those that stay.</summary>
    /// <param name="newest">The step of the checkpoint just finished.</param>
    public void DeleteOld(Step newest)
    {
        // Only what is older than the checkpoint just finished counts: that one is the newest good one and stays.
        int count = 1;
        foreach (CheckpointFolder folder in
            CheckpointFolder.ListIn(storage).Where(folder => folder.Step < newest).Reverse())
        {
            if (folder.IsComplete && count < keep)
            {
                count++;
            }
            else
            {
                Try(DeleteFolder, folder.Name);
            }
        }
    }

    /// <summary>
    /// Does something to the folder of an older checkpoint. One that this process may not change, because it is
    /// another user's or was protected, costs room and no new checkpoint: a warning says so once.
    /// </summary>
    private void Try(Action<string> change, string folder)
    {
        try
        {
            change(folder);
        }
        catch (InputException fault)
        {
            if (kept.Add(folder))
            {
                warn($"{fault.Message.TrimEnd('.')}; {folder} stays as it is");
            }
        }
    }

    private void DeleteLeftOvers(string folder)
    {
        foreach (string file in CheckpointNames.Files)
        {
            storage.Delete(CheckpointNames.In(folder, file + IStorage.TemporarySuffix));
        }

        NextState.Settle(storage, folder);
    }

    private void DeleteFolder(string folder)
    {
        // The manifest first: a folder without one is unfinished to every reader, not damaged.
        foreach (string file in CheckpointNames.Files)
        {
            storage.Delete(CheckpointNames.In(folder, file));
        }
    }
}
