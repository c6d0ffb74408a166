using RnnCluster.Shared;
using RnnCluster.Training.Covers;
using RnnCluster.Training.Tests.Simulation;

namespace RnnCluster.Training.Tests.Covers;

public sealed class SubtreeCoverTests
{
    private const int Shards = 8;

    private static readonly TreeNode[] Nodes =
    [
        .. from level in Enumerable.Range(0, 4)
           from index in Enumerable.Range(0, Shards >> level)
           select new TreeNode(level, index),
    ];

    [Fact]
    public void WhateverComesInWhateverOrderIsCountedOnceAndNeverOverlaps()
    {
        for (ulong seed = 0; seed < 2_000; seed++)
        {
            var draws = new Draws(seed);
            var cover = new SubtreeCover<TreeNode>(Shards);
            var held = new SortedSet<int>();
            for (int answer = 0; answer < 30; answer++)
            {
                TreeNode node = draws.Any(Nodes);
                bool isKnown = Below(node).All(held.Contains);
                Assert.Equal(isKnown, cover.Covers(node));
                Assert.Equal(!isKnown, cover.TryAccept(node, node, []));
                held.UnionWith(Below(node));

                int[] covered = [.. cover.Accepted.SelectMany(pair => Below(pair.Subtree))];
                Assert.Equal(held, covered);
                Assert.Equal(held.Count == Shards, cover.IsComplete);
            }
        }
    }

    [Fact]
    public void AnAnswerReplacesExactlyTheSmallerOnesWithinIt()
    {
        var cover = new SubtreeCover<string>(Shards);
        List<string> replaced = [];
        Assert.True(cover.TryAccept(new TreeNode(0, 1), "1", replaced));
        Assert.True(cover.TryAccept(new TreeNode(1, 1), "2..3", replaced));
        Assert.True(cover.TryAccept(new TreeNode(0, 4), "4", replaced));
        Assert.Empty(replaced);

        Assert.True(cover.TryAccept(new TreeNode(2, 0), "0..3", replaced));

        Assert.Equal(["1", "2..3"], replaced);
        Assert.Equal(["0..3", "4"], cover.Accepted.Select(pair => pair.Value));
    }

    [Fact]
    public void BothHalvesMakeTheWholeKnown()
    {
        var cover = new SubtreeCover<int>(Shards);
        cover.TryAccept(new TreeNode(2, 0), 1, []);
        cover.TryAccept(new TreeNode(2, 1), 2, []);

        Assert.False(cover.TryAccept(TreeNode.Root(Shards), 3, []));
        Assert.Equal([1, 2], cover.Accepted.Select(pair => pair.Value));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 8)]
    [InlineData(2, 2)]
    [InlineData(4, 0)]
    [InlineData(10, int.MaxValue)]
    [InlineData(int.MaxValue, 0)]
    public void WhatIsNoSubtreeOfTheTreeDoesNotFit(int level, int index) =>
        Assert.False(new SubtreeCover<int>(Shards).Contains(new TreeNode(level, index)));

    [Fact]
    public void EverySubtreeOfTheTreeFits() =>
        Assert.All(Nodes, node => Assert.True(new SubtreeCover<int>(Shards).Contains(node)));

    private static IEnumerable<int> Below(TreeNode node) => Enumerable.Range(node.FirstShard, node.ShardCount);
}
