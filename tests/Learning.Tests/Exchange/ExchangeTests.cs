using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Tests.Replicas;

namespace RnnCluster.Learning.Tests.Exchange;

/// <summary>
/// The contract across replicas: whoever computed which shards, and in whatever order the answers came, every replica
/// passes through the states of the single one.
/// </summary>
public sealed class ExchangeTests
{
    /// <summary>Over an epoch's end, so that the states are carried and reset.</summary>
    private const int Steps = SmallRun.WindowsPerEpoch + 2;

    public static TheoryData<string> Variants => [.. SmallRun.Names];

    [Theory]
    [MemberData(nameof(Variants))]
    public void ReplicasThatExchangePayloadsAloneAreTheSingleReplica(string variant)
    {
        int[][] shards = [[0, 1, 2, 3], [4, 5, 6, 7]];
        foreach (int blocks in (int[])[1, SliceLayout.BlocksDefault])
        {
            using var run = new ExchangeRun(variant, shards, blocks, seed: 5);
            run.EnsureSame(variant, Steps);
        }
    }

    [Theory]
    [InlineData("lstm", 1)]
    [InlineData("lstm", 2)]
    [InlineData("lstm", 3)]
    [InlineData("gru", 4)]
    [InlineData("rnn-tanh", 5)]
    [InlineData("tied", 6)]
    [InlineData("one-hot", 7)]
    [InlineData("clip-value", 8)]
    [InlineData("momentum", 9)]
    public void ShardsInAnyHandsAreTheSingleReplica(string variant, uint seed)
    {
        int[][] shards = [.. new Placements(seed).Deal(SmallRun.Shards).Take(4)];
        int[] rest = [.. Enumerable.Range(0, SmallRun.Shards).Except(shards.SelectMany(held => held))];
        int[][] all = rest.Length > 0 ? [.. shards, rest] : shards;
        using var run = new ExchangeRun(variant, all, blocksPerSlice: 1, seed);
        run.EnsureSame(variant, Steps);
    }

    [Fact]
    public void FiveReplicasWithNodesOnAllLevelsAreTheSingleReplicaToTheEnd()
    {
        using var run = new ExchangeRun("lstm", [[0, 1, 2], [3], [4, 5], [6], [7]], blocksPerSlice: 2, seed: 1);
        run.EnsureSame("lstm", SmallRun.Steps);
    }

    [Fact]
    public void ShardsThatAreComputedTwiceLeaveNoTrace()
    {
        int[][] shards = [[0, 1, 2, 3], [2, 3, 4, 5], [4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7], [1, 6]];
        using var run = new ExchangeRun("lstm", shards, blocksPerSlice: 1, seed: 2);
        run.EnsureSame("lstm", Steps);
    }

    [Fact]
    public void UntouchedRowsStayAtHome()
    {
        using var run = new ExchangeRun("wide", [[0, 1], [2, 3, 4, 5], [6], [7]], blocksPerSlice: 1, seed: 3);
        run.EnsureSame("wide", Steps);
        Assert.True(run.SlicesByRows > 0);
    }
}
