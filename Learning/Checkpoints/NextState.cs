using System.Security.Cryptography;
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
    public static bool IsNeeded(IStorage storage, string folder, string sha256) =>
        FindManifest(storage, folder) is { } manifest && manifest.StateSha256 != sha256;

    /// <summary>The name of the file that holds a manifest's state.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="folder">The checkpoint's folder; empty when the storage is the folder.</param>
    /// <param name="manifest">The checkpoint's manifest.</param>
    public static string NameOf(IStorage storage, string folder, CheckpointManifest manifest)
    {
        string next = CheckpointNames.In(folder, CheckpointNames.NextState);
        return Fits(storage, next, manifest) ? next : CheckpointNames.In(folder, CheckpointNames.State);
    }

    /// <summary>Puts the state in its place if the manifest is of it, and deletes what is left over.</summary>
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
        if (FindManifest(storage, folder) is { } manifest
            && Fits(storage, next, manifest)
            && !Fits(storage, state, manifest))
        {
            storage.Write(state, stream =>
            {
                using Stream from = storage.OpenRead(next);
                from.CopyTo(stream);
            });
        }

        storage.Delete(next);
    }

    private static CheckpointManifest? FindManifest(IStorage storage, string folder)
    {
        try
        {
            return CheckpointReader.ReadManifest(storage, folder);
        }
        catch (InputException)
        {
            // Without a manifest that can be read there is no checkpoint to tear.
            return null;
        }
    }

    private static bool Fits(IStorage storage, string name, CheckpointManifest manifest)
    {
        if (!storage.Exists(name))
        {
            return false;
        }

        using Stream stream = storage.OpenRead(name);
        return stream.Length == manifest.StateLength
            && Convert.ToHexStringLower(SHA256.HashData(stream)) == manifest.StateSha256;
    }
}
