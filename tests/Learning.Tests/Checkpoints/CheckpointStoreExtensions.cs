using RnnCluster.Learning.Checkpoints;

namespace RnnCluster.Learning.Tests.Checkpoints;

internal static class CheckpointStoreExtensions
{
    /// <summary>Writes a checkpoint and gives its state's hash.</summary>
    public static string Write(this CheckpointStore store, CheckpointContent content) =>
        store.Write(content, TimeProvider.System).StateHash;
}
