using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Learning.Tests.Exchange;

/// <summary>A group whose sums are only read clears the rows that it wrote, not the whole table.</summary>
public sealed class ReadOnlyGroupTests
{
    [Theory]
    [InlineData(0, 1, 2, 3, 4, 5, 6, 7)]
    [InlineData(4, 5)]
    [InlineData(1, 2, 3, 6)]
    public void ItsSumsAreThoseOfAGroupThatClearsTheWholeTable(params int[] shards)
    {
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup plain = replica.CreateGroup(shards);
        ShardGroup sliced = replica.CreateGroup(shards, new SliceLayout(replica.Model.Layout.Length));
        for (int step = 0; step < 9; step++)
        {
            replica.Compute(plain);
            replica.Compute(sliced);
            Assert.Equal(
                plain.Sums.Select(sum => sum.Gradient.Bytes.ToArray()),
                sliced.Sums.Select(sum => sum.Gradient.Bytes.ToArray()));
            replica.Step = replica.Step.Next;
        }
    }

    [Fact]
    public void OnlyRowsOfTheStepBeforeAreCleared()
    {
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup group = replica.CreateGroup([4, 5], new SliceLayout(replica.Model.Layout.Length));
        Parameter table = replica.Model.SparseTable!;
        replica.Compute(group);
        int untouched = Enumerable.Range(0, TinyRun.Vocabulary).First(
            symbol => !group.Touched.Contains(symbol) && !NextTouched(replica).Contains(symbol));
        group.Sums[0].Gradient.Span[table.RangeOf(untouched, 1).Offset] = 77;
        replica.Step = replica.Step.Next;
        replica.Compute(group);
        Assert.Equal(77, group.Sums[0].Gradient.Span[table.RangeOf(untouched, 1).Offset]);
    }

    [Fact]
    public void NobodyAddsToItsSums()
    {
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        var layout = new SliceLayout(replica.Model.Layout.Length);
        ShardGroup left = replica.CreateGroup([0, 1, 2, 3], layout);
        ShardGroup right = replica.CreateGroup([4, 5, 6, 7]);
        replica.Compute(left);
        replica.Compute(right);
        Assert.Throws<InvalidOperationException>(() => replica.Reduce([left.Sums[0], right.Sums[0]]));
    }

    private static int[] NextTouched(Replica replica)
    {
        using var team = new ComputeTeam(1);
        Replica next = TinyRun.Replica(team, TinyRun.Plan());
        next.Step = replica.Step.Next;
        ShardGroup group = next.CreateGroup([4, 5]);
        next.Compute(group);
        return group.Touched.ToArray();
    }
}
