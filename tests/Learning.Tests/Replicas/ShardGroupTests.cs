using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Replicas;

public sealed class ShardGroupTests
{
    [Fact]
    public void AGroupStacksTheRowsOfItsShards()
    {
        // Rows of eight shards of a batch of 11 begin at floor(11 i / 8): 0 1 2 4 5 6 8 9 11.
        var group = new ShardGroup(TinyRun.Plan(), [2, 3, 6, 7], 10);
        Assert.Equal([2, 3, 4, 8, 9, 10], group.Window.GlobalRows);
        Assert.Equal([0, 2, 3, 4, 6], Enumerable.Range(0, 5).Select(group.Window.Shards.First));
        Assert.Equal([2, 3, 6, 7], group.Shards);
        Assert.Equal([new TreeNode(1, 1), new TreeNode(1, 3)], group.Sums.Select(sum => sum.Node));
        Assert.Equal([0, 2], group.Nodes.ToArray().Select(node => node.First));
        Assert.True(group.Window.IsTraining);
    }

    [Theory]
    [InlineData(1, 512, "[0..7]")]
    [InlineData(2, 512, "[0..3] [4..7]")]
    [InlineData(4, 512, "[0..1] [2..3] [4..5] [6..7]")]
    [InlineData(3, 512, "[0..7]")]
    [InlineData(16, 512, "[0..7]")]
    [InlineData(2, 127, "[0..7]")]
    [InlineData(2, 128, "[0..3] [4..7]")]
    public void EachOfTheMembersHasASumOfItsOwnIfItIsOverManyPositions(int members, int window, string nodes)
    {
        TrainingPlan plan = TinyRun.Plan() with { Batch = 8, Window = window };
        int[] all = [0, 1, 2, 3, 4, 5, 6, 7];
        var group = new ShardGroup(plan, all, 10, members: members);
        Assert.Equal(nodes, string.Join(' ', group.Sums.Select(sum => sum.Node)));
        Assert.Equal(group.Sums.Count > 1, group.HasSumsByStrip);
        Assert.Equal(8 % members == 0 ? members : 1, group.Window.Shards.Strips);
        var sliced = new ShardGroup(plan, all, 10, new SliceLayout(10, 10), members);
        Assert.Equal(TreeNode.Root(8), Assert.Single(sliced.Sums).Node);
    }

    [Fact]
    public void AMemberWhoseShardsAreNoSubtreeHasNoSumOfItsOwn()
    {
        TrainingPlan plan = TinyRun.Plan() with { Batch = 8, Window = 512 };
        var group = new ShardGroup(plan, [0, 1, 2, 3, 4, 5], 10, members: 2);
        Assert.Equal("[0..3] [4..5]", string.Join(' ', group.Sums.Select(sum => sum.Node)));
        Assert.False(group.HasSumsByStrip);
        Assert.Equal(2, group.Window.Shards.Strips);
    }

    [Fact]
    public void AGroupNeedsShardsInAscendingOrder()
    {
        Assert.Throws<InvalidOperationException>(() => new ShardGroup(TinyRun.Plan(), [], 10));
        Assert.Throws<InvalidOperationException>(() => new ShardGroup(TinyRun.Plan(), [3, 3], 10));
        Assert.Throws<InvalidOperationException>(() => new ShardGroup(TinyRun.Plan(), [4, 2], 10));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void AnyPartitionAndOrderOfArrivalGivesTheSameSteps(int seed)
    {
        var random = new Random(seed);
        using var team = new ComputeTeam(1);
        Replica whole = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup[] one = Training.Groups(whole, 1);
        Replica parts = TinyRun.Replica(team, TinyRun.Plan());
        for (int step = 0; step < 4; step++)
        {
            ShardGroup[] groups =
                [.. TinyRun.Partition(random, 8).Select(shards => parts.CreateGroup(shards))];
            random.Shuffle(groups);
            foreach (ShardGroup group in groups)
            {
                parts.Compute(group);
            }

            NodeSum[] sums = [.. groups.SelectMany(group => group.Sums)];
            random.Shuffle(sums);
            Assert.Equal(Training.Step(whole, one), parts.Apply(parts.Reduce(sums)));
        }
    }

    [Theory]
    [InlineData(0, 1, 2, 3, 4, 5, 6, 7)]
    [InlineData(4, 5)]
    [InlineData(1, 2, 3, 6)]
    public void SymbolsThatANodeDoesNotReadHoldTheIdentityOfAddition(params int[] shards)
    {
        using var team = new ComputeTeam(2);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup group = replica.CreateGroup(shards);
        Parameter table = replica.Model.SparseTable!;
        for (int step = 0; step < 5; step++)
        {
            replica.Compute(group);
            for (int index = 0; index < group.Sums.Count; index++)
            {
                float[] rows = table.Of(group.Sums[index].Gradient.Span).ToArray();
                HashSet<int> read = Read(group, index);
                Assert.InRange(read.Count, 1, TinyRun.Vocabulary - 1);
                for (int symbol = 0; symbol < TinyRun.Vocabulary; symbol++)
                {
                    float[] row = rows[(symbol * table.Columns)..((symbol + 1) * table.Columns)];
                    bool isIdentity = row.All(value => BitConverter.SingleToInt32Bits(value) == int.MinValue);
                    Assert.NotEqual(read.Contains(symbol), isIdentity);
                }
            }

            replica.Step = replica.Step.Next;
        }
    }

    [Fact]
    public void ANodesLossIsTheTreeOverItsShardsLosses()
    {
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup group = replica.CreateGroup([4, 5, 6, 7]);
        replica.Compute(group);
        double[] single = new double[4];
        for (int shard = 0; shard < 4; shard++)
        {
            ShardGroup alone = replica.CreateGroup([4 + shard]);
            replica.Compute(alone);
            single[shard] = alone.Sums[0].Loss;
            Assert.True(single[shard] > 0);
        }

        Assert.Equal(single[0] + single[1] + (single[2] + single[3]), group.Sums[0].Loss);
        Assert.Equal(group.Window.Losses.Sum(), group.Sums[0].Loss, 1e-12);
    }

    private static HashSet<int> Read(ShardGroup group, int node)
    {
        int first = group.Window.Shards.First(group.Nodes[node].First);
        int end = group.Window.Shards.First(group.Nodes[node].First + group.Nodes[node].Count);
        return
        [
            .. Enumerable.Range(first, end - first).SelectMany(row => Enumerable.Range(0, group.Window.Steps)
                .Select(step => group.Window.Inputs[group.Window.Position(step, row)])),
        ];
    }
}
