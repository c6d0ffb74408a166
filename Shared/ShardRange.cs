namespace RnnCluster.Shared;

/// <summary>
/// The rows of a global minibatch, cut into S logical shards. S belongs to the run, never to the workers, so the cut
/// is the same whoever computes what.
/// </summary>
public static class ShardRange
{
    /// <summary>The first row of a shard: floor(shard * batch / shards).</summary>
    /// <param name="shard">0 .. <paramref name="shards"/>; the last value gives the end of the batch.</param>
    /// <param name="shards">S, a power of two.</param>
    /// <param name="batch">B, the rows of the global minibatch.</param>
    public static int FirstRow(int shard, int shards, int batch) => (int)((long)shard * batch / shards);

    /// <summary>How many rows a shard has; zero only if there are more shards than rows.</summary>
    /// <param name="shard">0 .. <paramref name="shards"/> - 1.</param>
    /// <param name="shards">S, a power of two.</param>
    /// <param name="batch">B, the rows of the global minibatch.</param>
    public static int RowCount(int shard, int shards, int batch) =>
        FirstRow(shard + 1, shards, batch) - FirstRow(shard, shards, batch);
}
