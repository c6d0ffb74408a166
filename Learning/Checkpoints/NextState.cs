using System.Security.Cryptography;
using RnnCluster.Learning.Disks;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// The state of a checkpoint that takes the place of another one of the same step, whose state is another: amendments
/// came without a step in between. It is written under a name of its own first, then the manifest is, and only then
/// the old state is replaced. So the folder holds a whole checkpoint at every moment: the manifest's state is in one of
/// the two files.
/// </summary>
internal static class NextState
{
    /// <summary>Whether writing a state would tear a checkpoint that is there.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <param name="sha256">The SHA-256 of the state that is to be written.</param>
    /// <exception cref="StorageException">The disk fails.</exception>
    public static bool IsNeeded(IStorage storage, string folder, string sha256)
    {
        try
        {
            return CheckpointReader.ReadManifest(storage, folder).StateSha256 != sha256;
        }
        catch (InputException)
        {
            // Without a manifest that can be read there is no checkpoint to tear.
            return false;
        }
        catch (StorageException fault) when (DiskFaults.IsOfFile(fault))
        {
            // There may be one, should the disk give it back.
            return true;
        }
    }

    /// <summary>The name of the file that holds a manifest's state.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="folder">The checkpoint's folder; empty when the storage is the folder.</param>
    /// <param name="manifest">The checkpoint's manifest.</param>
    public static string NameOf(IStorage storage, string folder, CheckpointManifest manifest)
    {
        string state = CheckpointNames.In(folder, CheckpointNames.State);
        string next = CheckpointNames.In(folder, CheckpointNames.NextState);
        return Look(storage, next, manifest) switch
        {
            Fit.None => state,
            Fit.Whole => next,
            _ => Look(storage, state, manifest) == Fit.Whole ? state : next,
        };
    }

    /// <summary>
    /// Puts the state in its place if the manifest is of it, and deletes what is left over. What the disk does not give
    /// back stays if it may be the only copy.
    /// </summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="folder">The checkpoint's folder.</param>
    /// <exception cref="InputException">A file cannot be written.</exception>
    /// <exception cref="StorageException">The disk is full or fails; all files stay as they were.</exception>
    public static void Settle(IStorage storage, string folder)
    {
        string next = CheckpointNames.In(folder, CheckpointNames.NextState);
        if (!storage.Exists(next))
        {
            return;
        }

        string state = CheckpointNames.In(folder, CheckpointNames.State);
        Fit fit = LookAt(storage, folder, state, next);
        if (fit == Fit.Whole)
        {
            storage.Write(state, stream =>
            {
                using Stream from = storage.OpenRead(next);
                from.CopyTo(stream);
            });
        }

        if (fit != Fit.Unknown)
        {
            storage.Delete(next);
        }
    }

    /// <summary>Whether the next state is the one that the folder needs in its place.</summary>
    private static Fit LookAt(IStorage storage, string folder, string state, string next)
    {
        try
        {
            CheckpointManifest manifest = CheckpointReader.ReadManifest(storage, folder);
            return Look(storage, state, manifest) == Fit.Whole ? Fit.None : Look(storage, next, manifest);
        }
        catch (InputException)
        {
            return Fit.None;
        }
        catch (StorageException fault) when (DiskFaults.IsOfFile(fault))
        {
            return Fit.Unknown;
        }
    }

    private static Fit Look(IStorage storage, string name, CheckpointManifest manifest)
    {
        try
        {
            if (!storage.Exists(name))
            {
                return Fit.None;
            }

            using Stream stream = storage.OpenRead(name);
            return stream.Length == manifest.StateLength
                && Convert.ToHexStringLower(SHA256.HashData(stream)) == manifest.StateSha256
                    ? Fit.Whole
                    : Fit.None;
        }
        catch (StorageException fault) when (DiskFaults.IsOfFile(fault))
        {
            return Fit.Unknown;
        }
    }

    /// <summary>Whether a file holds a manifest's state.</summary>
    private enum Fit
    {
        None,
        Whole,

        /// <summary>The disk does not give it back.</summary>
        Unknown,
    }
}
