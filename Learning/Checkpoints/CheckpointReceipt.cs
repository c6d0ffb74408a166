using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>A checkpoint that is on the disk.</summary>
/// <param name="Step">Its step.</param>
/// <param name="StateHash">Its state's hash.</param>
/// <param name="Bytes">Size of its files.</param>
/// <param name="Snapshot">How long reading the state and its hashes took.</param>
/// <param name="Write">How long handing the files to the system took.</param>
/// <param name="Flush">How long it took until they were on the disk, under their names.</param>
public sealed record CheckpointReceipt(
    Step Step, string StateHash, long Bytes, TimeSpan Snapshot, TimeSpan Write, TimeSpan Flush)
{
    /// <summary>
    /// Why <c>latest</c> does not name it yet, or why old ones are still there; null for neither. The checkpoint is
    /// whole in each case.
    /// </summary>
    public Exception? LatestFault { get; init; }
}
