namespace RnnCluster.Shared.Tests;

public sealed class TreeNodeTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(4, 4)]
    [InlineData(5, 6)]
    [InlineData(8, 8)]
    public void EightShardsOnContiguousWorkersTakeThisManyVectors(int workers, int vectors)
    {
        const int shards = 8;
        int sent = 0;
        for (int worker = 0; worker < workers; worker++)
        {
            int first = worker * shards / workers;
            int end = (worker + 1) * shards / workers;
            sent += TreeNode.Cover([.. Enumerable.Range(first, end - first)], shards).Count;
        }

        Assert.Equal(vectors, sent);
    }

    [Fact]
    public void TheCoverOfFiveShardsIsThisOne()
    {
        Assert.Equal(
            [new TreeNode(0, 1), new TreeNode(1, 1), new TreeNode(1, 3)], TreeNode.Cover([1, 2, 3, 6, 7], 8));
        Assert.Equal([new TreeNode(2, 0), new TreeNode(0, 4)], TreeNode.Cover([0, 1, 2, 3, 4], 8));
        Assert.Equal([TreeNode.Root(8)], TreeNode.Cover([0, 1, 2, 3, 4, 5, 6, 7], 8));
        Assert.Equal([TreeNode.Root(1)], TreeNode.Cover([0], 1));
        Assert.Empty(TreeNode.Cover([], 8));
    }

    [Fact]
    public void EveryCoverIsExactOrderedAndMaximal()
    {
        const int shards = 8;
        for (int mask = 0; mask < 1 << shards; mask++)
        {
            int[] held = [.. Enumerable.Range(0, shards).Where(shard => (mask >> shard & 1) == 1)];
            IReadOnlyList<TreeNode> cover = TreeNode.Cover(held, shards);
            Assert.Equal(held, cover.SelectMany(node => Enumerable.Range(node.FirstShard, node.ShardCount)));

            // Maximal: two siblings would have been their parent.
            Assert.Equal(
                cover.Count(node => node != TreeNode.Root(shards)),
                cover.Where(node => node != TreeNode.Root(shards)).Select(node => node.Parent).Distinct().Count());
        }
    }

    [Fact]
    public void ANodeKnowsItsPlace()
    {
        var node = new TreeNode(1, 3);
        Assert.Equal((6, 2, false), (node.FirstShard, node.ShardCount, node.IsLeft));
        Assert.Equal(new TreeNode(2, 1), node.Parent);
        Assert.Equal(TreeNode.Root(8), node.Parent.Parent);
        Assert.True(TreeNode.Root(8).IsLeft);
        Assert.Equal("[6..7]", node.ToString());
    }

    [Fact]
    public void ShardsOutOfOrderTwiceOrBeyondTheTreeAreABug()
    {
        Assert.Throws<InvalidOperationException>(() => TreeNode.Cover([2, 1], 8));
        Assert.Throws<InvalidOperationException>(() => TreeNode.Cover([1, 1], 8));
        Assert.Throws<InvalidOperationException>(() => TreeNode.Cover([8], 8));
        Assert.Throws<InvalidOperationException>(() => TreeNode.Cover([-1], 8));
        Assert.Throws<InvalidOperationException>(() => TreeNode.Cover([0], 6));
        Assert.Throws<InvalidOperationException>(() => TreeNode.Root(6));
    }
}
