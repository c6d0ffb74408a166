using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// A run's checkpoints. A checkpoint is a folder with the state and a manifest; the manifest is written last, and the
/// folder is a checkpoint from that moment on. Whatever instant the process is killed at, what was the newest good
/// checkpoint before is still there, or the new one is. <c>latest</c> is for people and scripts: this class finds the
/// newest by name, so that a stale or damaged <c>latest</c> misleads nobody. One process writes at a time.
/// </summary>
public sealed class CheckpointStore
{
    // A folder's name and a line end; what is longer is no `latest` of ours.
    private const int LatestLengthMaxBytes = 100;

    // A look is lost only to a run that writes and deletes checkpoints faster than one of them is opened.
    private const int LooksMax = 100;

    private readonly IStorage storage;
    private readonly int keep;
    private readonly Action<string> warn;

    /// <summary>Folders of which a warning said that they cannot be changed.</summary>
    private readonly HashSet<string> kept = new(StringComparer.Ordinal);

    /// <summary>The checkpoints of a storage.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="keep">How many complete checkpoints stay, at least 1.</param>
    /// <param name="warn">Gets one line for each checkpoint that is passed over, with the reason.</param>
    public CheckpointStore(IStorage storage, int keep, Action<string> warn)
    {
        Ensure.That(keep >= 1);
        this.storage = storage;
        this.keep = keep;
        this.warn = warn;
    }

    /// <summary>
    /// Opens the checkpoint at a path: its folder, its manifest, or a run's output, which means the newest good one.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="warn">Gets one line for each checkpoint of a run that is passed over, with the reason.</param>
    /// <exception cref="InputException">There is no checkpoint, or it is torn or altered.</exception>
    public static Checkpoint Open(string path, Action<string> warn)
    {
        string folder = Path.GetFileName(path) == CheckpointNames.Manifest && !Directory.Exists(path)
            ? Path.GetDirectoryName(path)!
            : path;
        folder = folder.Length == 0 ? "." : Path.TrimEndingDirectorySeparator(folder);
        if (!Directory.Exists(folder))
        {
            throw new InputException($"{folder}: there is no such folder; a checkpoint or a run's output is needed");
        }

        string name = Path.GetFileName(folder);
        var inside = new DirectoryStorage(folder);
        if (CheckpointNames.TryParse(name, out _))
        {
            string parent = Path.GetDirectoryName(folder)!;
            return parent.Length == 0
                ? CheckpointReader.Read(new DirectoryStorage("."), name)
                : CheckpointReader.Read(new DirectoryStorage(parent), name);
        }

        if (inside.Exists(CheckpointNames.Manifest))
        {
            return CheckpointReader.Read(inside, string.Empty);
        }

        return new CheckpointStore(inside, keep: 1, warn).TryOpenLatest(out Checkpoint? checkpoint)
            ? checkpoint
            : throw new InputException($"{folder}: holds no checkpoint");
    }

    /// <summary>The steps of all complete checkpoints, whether good or damaged, ascending.</summary>
    public IReadOnlyList<Step> Steps => [.. Folders().Where(folder => folder.IsComplete).Select(folder => folder.Step)];

    /// <summary>
    /// Opens the newest good checkpoint and warns about each newer one that is damaged. A checkpoint that a run deletes
    /// while it is looked at is no damage: then a newer one is there, and is looked for.
    /// </summary>
    /// <param name="checkpoint">The checkpoint, when there is one.</param>
    /// <returns>False when not one was ever finished here: the run begins at step 0.</returns>
    /// <exception cref="InputException">All checkpoints are damaged: each is named with its reason.</exception>
    public bool TryOpenLatest([NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        for (int look = 1; ; look++)
        {
            List<Folder> folders = Folders();
            var passed = new List<(Folder Folder, string Reason)>();
            if (!TryOpen(folders, passed, out checkpoint) && passed.Count == 0)
            {
                return false;
            }

            string? doubt = checkpoint is null ? null : DoubtOfLatest(CheckpointNames.Folder(checkpoint.Step));
            if ((passed.Count > 0 || doubt is not null) && look < LooksMax && HasNewer(folders))
            {
                continue;
            }

            passed.ForEach(each => warn($"checkpoint passed over: {each.Reason}"));
            if (checkpoint is not null)
            {
                if (doubt is not null)
                {
                    warn(doubt);
                }

                return true;
            }

            string[] damaged =
            [
                .. passed.Where(each => each.Folder.IsComplete).Select(each => each.Reason.TrimEnd('.')),
            ];
            if (damaged.Length == 0)
            {
                return false;
            }

            throw new InputException(
                $"{storage.Locate(string.Empty)}: no checkpoint can be used: {string.Join("; ", damaged)}. "
                + "Start anew in another --out");
        }
    }

    /// <summary>The run of the newest manifest that can be read; null if there is none.</summary>
    public RunIdentity? FindIdentity()
    {
        foreach (Folder folder in Folders().Where(folder => folder.IsComplete).Reverse())
        {
            try
            {
                return CheckpointReader.ReadManifest(storage, folder.Name).Identity;
            }
            catch (InputException)
            {
                // Opening the checkpoint tells about it.
            }
        }

        return null;
    }

    /// <summary>Reads the checkpoint of a step back and checks seal, length, SHA-256 and state hash.</summary>
    /// <param name="step">The step.</param>
    /// <exception cref="InputException">There is none, or it is torn or altered.</exception>
    public Checkpoint Read(Step step) => CheckpointReader.Read(storage, CheckpointNames.Folder(step));

    /// <summary>
    /// Writes a checkpoint, makes it the latest, then deletes the oldest beyond those to keep. Writing a step again is
    /// safe at every instant, also with another state: the old checkpoint is whole or the new one is.
    /// </summary>
    /// <param name="content">What to write; the state must not change until this returns.</param>
    /// <param name="time">Measures how long it takes.</param>
    /// <exception cref="InputException">A file cannot be written.</exception>
    /// <exception cref="InvalidDataException">The state has a value that is not a number.</exception>
    public CheckpointReceipt Write(CheckpointContent content, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        long begun = time.GetTimestamp();
        string stateHash = StateHash.Compute(content.State);
        IReadOnlyList<StateTensor> tensors = content.State.Tensors;
        CheckpointManifest described = Describe(content, stateHash);
        byte[] manifest = described.ToBytes();
        TimeSpan snapshot = time.GetElapsedTime(begun);

        begun = time.GetTimestamp();
        TimeSpan handing = TimeSpan.Zero;
        string folder = CheckpointNames.Folder(content.State.Step);
        TidyUp(folder);
        bool isReplaced = NextState.IsNeeded(storage, folder, described.StateSha256);
        storage.Write(
            CheckpointNames.In(folder, isReplaced ? CheckpointNames.NextState : CheckpointNames.State),
            stream =>
            {
                long from = time.GetTimestamp();
                SafetensorsWriter.Write(stream, tensors);
                handing = time.GetElapsedTime(from);
            });
        storage.Write(CheckpointNames.In(folder, CheckpointNames.Manifest), stream => stream.Write(manifest));
        if (isReplaced)
        {
            NextState.Settle(storage, folder);
        }

        storage.Write(CheckpointNames.Latest, stream => stream.Write(Encoding.ASCII.GetBytes(folder + "\n")));
        DeleteOld(content.State.Step);
        return new CheckpointReceipt(
            content.State.Step,
            stateHash,
            described.StateLength + manifest.Length,
            snapshot,
            handing,
            time.GetElapsedTime(begun) - handing);
    }

    private static CheckpointManifest Describe(CheckpointContent content, string stateHash)
    {
        byte[] header = SafetensorsWriter.Header(content.State.Tensors);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha256.AppendData(header);
        long length = header.Length;
        foreach (StateTensor tensor in content.State.Tensors)
        {
            sha256.AppendData(tensor.Bytes);
            length += tensor.Bytes.Length;
        }

        return new CheckpointManifest(
            content.Identity,
            content.State.Step,
            stateHash,
            length,
            Convert.ToHexStringLower(sha256.GetHashAndReset()),
            content.Spec,
            content.Progress)
        {
            Owed = content.Owed,
        };
    }

    /// <summary>Opens the newest of some checkpoints that is good.</summary>
    /// <param name="folders">By ascending step.</param>
    /// <param name="passed">Gets why newer ones cannot be used.</param>
    /// <param name="checkpoint">The checkpoint, when there is one.</param>
    private bool TryOpen(
        List<Folder> folders,
        List<(Folder Folder, string Reason)> passed,
        [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        foreach (Folder folder in folders.AsEnumerable().Reverse())
        {
            try
            {
                checkpoint = CheckpointReader.Read(storage, folder.Name);
                return true;
            }
            catch (InputException fault)
            {
                passed.Add((folder, fault.Message));
            }
        }

        checkpoint = null;
        return false;
    }

    /// <summary>Whether a run that writes here has finished a checkpoint since some were listed.</summary>
    private bool HasNewer(List<Folder> folders)
    {
        Step? before = folders.FindLast(folder => folder.IsComplete)?.Step;
        Step? now = Folders().FindLast(folder => folder.IsComplete)?.Step;
        return now is not null && (before is null || now > before);
    }

    /// <summary>What a person should know of the file <c>latest</c>; null if it names the newest checkpoint.</summary>
    private string? DoubtOfLatest(string newest)
    {
        if (!storage.Exists(CheckpointNames.Latest))
        {
            return $"{storage.Locate(CheckpointNames.Latest)}: missing; {newest} is the newest and is used";
        }

        using Stream stream = storage.OpenRead(CheckpointNames.Latest);
        byte[] bytes = new byte[Math.Min(stream.Length, LatestLengthMaxBytes)];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().SequenceEqual(Encoding.ASCII.GetBytes(newest + "\n"))
            ? null
            : $"{storage.Locate(CheckpointNames.Latest)}: does not name {newest}, the newest good one, which is used";
    }

    /// <summary>
    /// Ends what an earlier process left half done. Elsewhere than in the folder that is to be written it may stay.
    /// </summary>
    private void TidyUp(string written)
    {
        storage.Delete(CheckpointNames.Latest + IStorage.TemporarySuffix);
        foreach (Folder folder in Folders())
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

    private void DeleteLeftOvers(string folder)
    {
        foreach (string file in CheckpointNames.Files)
        {
            storage.Delete(CheckpointNames.In(folder, file + IStorage.TemporarySuffix));
        }

        NextState.Settle(storage, folder);
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

    private void DeleteOld(Step newest)
    {
        // Only what is older than the checkpoint just finished counts: that one is the newest good one and stays.
        int count = 1;
        foreach (Folder folder in Folders().Where(folder => folder.Step < newest).Reverse())
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

    private void DeleteFolder(string folder)
    {
        // The manifest first: a folder without one is unfinished to every reader, not damaged.
        foreach (string file in CheckpointNames.Files)
        {
            storage.Delete(CheckpointNames.In(folder, file));
        }
    }

    /// <summary>All checkpoint folders by ascending step.</summary>
    private List<Folder> Folders()
    {
        var folders = new List<Folder>();
        foreach (string name in storage.List())
        {
            if (CheckpointNames.TryParse(name, out Step step))
            {
                folders.Add(new Folder(name, step, IsComplete(name)));
            }
        }

        return folders;
    }

    /// <summary>Whether a checkpoint was finished. One that may not be looked at is damaged, not missing.</summary>
    private bool IsComplete(string folder)
    {
        try
        {
            return storage.Exists(CheckpointNames.In(folder, CheckpointNames.Manifest));
        }
        catch (InputException)
        {
            return true;
        }
    }

    private sealed record Folder(string Name, Step Step, bool IsComplete);
}
