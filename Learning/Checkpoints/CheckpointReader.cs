using System.Security.Cryptography;
using RnnCluster.Learning.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>Reads one checkpoint and believes nothing: seal, length, SHA-256 and state hash are all checked.</summary>
internal static class CheckpointReader
{
    // A look is lost only to a run that writes the step again with another state between manifest and state.
    private const int LooksMax = 100;

    /// <summary>Reads and checks.</summary>
    /// <param name="storage">Where the folder is.</param>
    /// <param name="folder">The folder's name; empty when the storage is the folder.</param>
    /// <exception cref="InputException">The checkpoint is torn, altered or of another format.</exception>
    public static Checkpoint Read(IStorage storage, string folder)
    {
        CheckpointManifest manifest = ReadManifest(storage, folder);
        string next = CheckpointNames.In(folder, CheckpointNames.NextState);
        for (int look = 1; ; look++)
        {
            bool hasNext = storage.Exists(next);
            try
            {
                return Read(storage, folder, manifest);
            }
            catch (InputException) when (look < LooksMax)
            {
                CheckpointManifest now = ReadManifest(storage, folder);
                if (now.StateSha256 == manifest.StateSha256 && hasNext == storage.Exists(next))
                {
                    throw;
                }

                manifest = now;
            }
        }
    }

    /// <summary>Reads a manifest and checks its seal.</summary>
    /// <param name="storage">Where the folder is.</param>
    /// <param name="folder">The folder's name; empty when the storage is the folder.</param>
    /// <exception cref="InputException">It is missing, torn, altered or of another format.</exception>
    internal static CheckpointManifest ReadManifest(IStorage storage, string folder)
    {
        string name = CheckpointNames.In(folder, CheckpointNames.Manifest);
        string file = storage.Locate(name);
        if (!storage.Exists(name))
        {
            throw new InputException($"{file}: missing: the checkpoint was never finished, or is being deleted");
        }

        byte[] bytes;
        using (Stream stream = storage.OpenRead(name))
        {
            if (stream.Length > CheckpointManifest.LengthMaxBytes)
            {
                throw new InputException(
                    $"{file}: {stream.Length} bytes long, at most {CheckpointManifest.LengthMaxBytes} are read");
            }

            bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
        }

        CheckpointManifest manifest = CheckpointManifest.Parse(bytes, file);
        if (CheckpointNames.TryParse(folder, out Step step) && step != manifest.Step)
        {
            throw new InputException($"{file}: describes step {manifest.Step}, but its folder is called {folder}");
        }

        return manifest;
    }

    private static Checkpoint Read(IStorage storage, string folder, CheckpointManifest manifest)
    {
        string name = NextState.NameOf(storage, folder, manifest);
        string file = storage.Locate(name);
        if (!storage.Exists(name))
        {
            throw new InputException($"{file}: missing, but its manifest is there");
        }

        using Stream stream = storage.OpenRead(name);
        CheckFile(stream, manifest, file);
        StateImage state = StateFile.Read(
            stream, file, manifest.Identity.RunId, manifest.Identity.NumericsVersion, manifest.Step);
        CheckHash(state, manifest, file);
        var content = new CheckpointContent(manifest.Identity, state, manifest.Spec, manifest.Progress)
        {
            Owed = manifest.Owed,
        };
        return new Checkpoint(storage.Locate(folder), content, manifest.StateHash);
    }

    private static void CheckFile(Stream stream, CheckpointManifest manifest, string file)
    {
        if (stream.Length != manifest.StateLength)
        {
            throw new InputException(
                $"{file}: torn or altered: {stream.Length} bytes long, its manifest says {manifest.StateLength}");
        }

        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != manifest.StateSha256)
        {
            throw new InputException($"{file}: altered: its SHA-256 is not the one in its manifest");
        }
    }

    private static void CheckHash(StateImage state, CheckpointManifest manifest, string file)
    {
        string hash;
        try
        {
            hash = StateHash.Compute(state);
        }
        catch (InvalidDataException fault)
        {
            throw new InputException($"{file}: {fault.Message}", fault);
        }

        if (hash != manifest.StateHash)
        {
            throw new InputException(
                $"{file}: its state hash is {hash}, its manifest says {manifest.StateHash}");
        }
    }
}
