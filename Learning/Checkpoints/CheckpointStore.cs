using System.Diagnostics.CodeAnalysis;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// A run's checkpoints. A checkpoint is a folder with the state and a manifest; the manifest is written last, and the
/// folder is a checkpoint from that moment on. Whatever instant the process is killed at, what was the newest good
/// checkpoint before is still there, or the new one is. <c>latest</c> is for people and scripts: this class finds the
/// newest by name, so that a stale or damaged <c>latest</c> misleads no reader. One process writes at a time.
/// </summary>
public sealed class CheckpointStore
{
    private readonly IStorage storage;
    private readonly CheckpointSearch search;
    private readonly CheckpointWriter writer;
    private readonly CheckpointRetention retention;
    private readonly LatestFile latest;

    /// <summary>The checkpoints of a storage.</summary>
    /// <param name="storage">The run's output.</param>
    /// <param name="keep">How many complete checkpoints stay, at least 1.</param>
    /// <param name="warn">Gets one line for each checkpoint that is passed over, with the reason.</param>
    public CheckpointStore(IStorage storage, int keep, Action<string> warn)
    {
        Ensure.That(keep >= 1);
        this.storage = storage;
        search = new CheckpointSearch(storage, warn);
        writer = new CheckpointWriter(storage);
        retention = new CheckpointRetention(storage, keep, warn);
        latest = new LatestFile(storage);
    }

    /// <summary>
    /// Opens the checkpoint at a path: its folder, its manifest, or a run's output, which means the newest good one.
    /// </summary>
    /// <param name="path">The path.</param>
    /// <param name="warn">Gets one line for each checkpoint of a run that is passed over, with the reason.</param>
    /// <exception cref="InputException">There is no checkpoint, or it is torn or altered.</exception>
    /// <exception cref="StorageException">The disk does not give it back.</exception>
    public static Checkpoint Open(string path, Action<string> warn) => CheckpointPath.Open(path, warn);

    /// <summary>The steps of all complete checkpoints, whether good or damaged, ascending.</summary>
    public IReadOnlyList<Step> Steps =>
        [.. CheckpointFolder.ListIn(storage).Where(folder => folder.IsComplete).Select(folder => folder.Step)];

    /// <summary>
    /// Opens the newest good checkpoint and warns about each newer one that is damaged. A checkpoint that a run deletes
    /// while it is looked at is no damage: then a newer one is there, and is looked for.
    /// </summary>
    /// <param name="checkpoint">The checkpoint, when there is one.</param>
    /// <returns>False when not one was ever finished here: the run begins at step 0.</returns>
    /// <exception cref="InputException">All checkpoints are damaged: each is named with its reason.</exception>
    /// <exception cref="StorageException">None can be used, and the disk gives one of them not back.</exception>
    public bool TryOpenLatest([NotNullWhen(true)] out Checkpoint? checkpoint) => search.TryOpenLatest(out checkpoint);

    /// <summary>The run of the newest manifest that can be read; null if there is none.</summary>
    public RunIdentity? FindIdentity() => search.FindIdentity();

    /// <summary>Reads the checkpoint of a step back and checks seal, length, SHA-256 and state hash.</summary>
    /// <param name="step">The step.</param>
    /// <exception cref="InputException">There is none, or it is torn or altered.</exception>
    /// <exception cref="StorageException">The disk does not give it back.</exception>
    public Checkpoint Read(Step step) => CheckpointReader.Read(storage, CheckpointNames.Folder(step));

    /// <summary>
    /// Writes a checkpoint, makes it the latest, then deletes the oldest beyond those to keep. Writing a step again is
    /// safe at every instant, also with another state: the old checkpoint is whole or the new one is.
    /// </summary>
    /// <param name="content">What to write; the state must not change until this returns.</param>
    /// <param name="time">Measures how long it takes.</param>
    /// <returns>
    /// The checkpoint, which is whole; <see cref="CheckpointReceipt.LatestFault"/> says if what follows it is not done.
    /// </returns>
    /// <exception cref="InputException">A file cannot be written.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    /// <exception cref="InvalidDataException">The state has a value that is not a number.</exception>
    public CheckpointReceipt Write(CheckpointContent content, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        CheckpointReceipt receipt = writer.Write(content, time, retention.TidyUp);
        try
        {
            MakeLatest(receipt.Step);
            return receipt;
        }
        catch (Exception fault) when (fault is InputException or StorageException)
        {
            return receipt with { LatestFault = fault };
        }
    }

    /// <summary>Whether <c>latest</c> names the checkpoint of a step.</summary>
    /// <param name="step">The step.</param>
    public bool IsLatest(Step step) => latest.FindDoubt(CheckpointNames.Folder(step)) is null;

    /// <summary>
    /// Has <c>latest</c> name a checkpoint that is whole, and then deletes the oldest ones beyond those to keep.
    /// </summary>
    /// <param name="step">The checkpoint's step.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public void MakeLatest(Step step)
    {
        latest.Write(CheckpointNames.Folder(step));
        retention.DeleteOld(step);
    }
}
