
namespace RnnCluster.Shared.Tests;

public sealed class ShardRangeTests
{
    [Fact]
    public void TenRowsInFourShardsAreCutHere()
    {
        Assert.Equal([0, 2, 5, 7, 10], Enumerable.Range(0, 5).Select(shard => ShardRange.FirstRow(shard, 4, 10)));
        Assert.Equal([2, 3, 2, 3], Enumerable.Range(0, 4).Select(shard => ShardRange.RowCount(shard, 4, 10)));
    }

    [Fact]
    public void ShardsCoverTheBatchEvenly()
    {
        foreach (int shards in new[] { 1, 2, 4, 8, 16, Limits.ShardsMax })
        {
            for (int batch = 1; batch < 70; batch++)
            {
                Assert.Equal(0, ShardRange.FirstRow(0, shards, batch));
                Assert.Equal(batch, ShardRange.FirstRow(shards, shards, batch));
                int[] counts =
                    [.. Enumerable.Range(0, shards).Select(shard => ShardRange.RowCount(shard, shards, batch))];
                Assert.Equal(batch, counts.Sum());
                Assert.InRange(counts.Max() - counts.Min(), 0, 1);
                Assert.InRange(counts.Min(), batch / shards, batch / shards);
            }
        }
    }

    [Fact]
    public void ALargeBatchDoesNotOverflow() =>
        Assert.Equal(
            int.MaxValue, ShardRange.FirstRow(Limits.ShardsMax, Limits.ShardsMax, int.MaxValue));
}
