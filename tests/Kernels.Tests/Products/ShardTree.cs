namespace RnnCluster.Kernels.Tests.Products;

/// <summary>The fixed tree as it is defined: left half plus right half, a half without a value skipped.</summary>
internal static class ShardTree
{
    /// <summary>Sums vectors over shards.</summary>
    /// <param name="first">The first shard.</param>
    /// <param name="count">How many shards, a power of two.</param>
    /// <param name="shard">The vector of one shard, or null where it has none.</param>
    public static float[]? Sum(int first, int count, Func<int, float[]?> shard)
    {
        if (count == 1)
        {
            return shard(first);
        }

        float[]? left = Sum(first, count / 2, shard);
        float[]? right = Sum(first + (count / 2), count / 2, shard);
        if (left is null || right is null)
        {
            return left ?? right;
        }

        return [.. left.Zip(right, (leftValue, rightValue) => leftValue + rightValue)];
    }
}
