using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>
/// The contract: the state after every step has the same bits, whoever computed which shards, in which order, on how
/// many threads.
/// </summary>
public sealed class EqualityTests
{
    public static TheoryData<string> Variants => [.. SmallRun.Names];

    [Theory]
    [MemberData(nameof(Variants))]
    public void ClippingIsAtWorkInMostSteps(string variant) =>
        Assert.InRange(SmallRun.Reference(variant).Clipped, (SmallRun.Steps / 2) + 1, SmallRun.Steps);

    [Theory]
    [MemberData(nameof(Variants))]
    public void PartitionsLeaveNoTrace(string variant)
    {
        foreach (int partitions in (int[])[1, 2, 3, 5, 8])
        {
            using var team = new ComputeTeam(1);
            Replica replica = SmallRun.CreateReplica(variant, team);
            SmallRun.Reference(variant).EnsureSame(SmallRun.Train(replica, Training.Groups(replica, partitions)));
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void ThreadsLeaveNoTrace(string variant)
    {
        foreach (int threads in (int[])[2, 3, 4, 5])
        {
            using var team = new ComputeTeam(threads);
            Replica replica = SmallRun.CreateReplica(variant, team);
            SmallRun.Reference(variant).EnsureSame(SmallRun.Train(replica, Training.Groups(replica, 1)));
        }
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(4, 2)]
    public void SumsByStripOfSeveralPartitionsLeaveNoTrace(int threads, int partitions)
    {
        using var team = new ComputeTeam(threads);
        Replica replica = SmallRun.CreateReplica("long", team);
        SmallRun.Reference("long").EnsureSame(SmallRun.Train(replica, Training.Groups(replica, partitions)));
    }

    [Theory]
    [InlineData("lstm", 12)]
    [InlineData("gru", 3)]
    [InlineData("rnn-tanh", 2)]
    [InlineData("rnn-relu", 2)]
    [InlineData("tied", 2)]
    [InlineData("one-hot", 2)]
    [InlineData("momentum", 2)]
    [InlineData("long", 4)]
    public void ShardsInAnyHandsInAnyOrderLeaveNoTrace(string variant, int placements)
    {
        for (uint seed = 1; seed <= placements; seed++)
        {
            var placement = new Placements(seed);
            using var team = new ComputeTeam(1 + (int)(seed % 2));
            Replica replica = SmallRun.CreateReplica(variant, team);
            ShardGroup[] groups = [.. placement.Deal(SmallRun.Shards).Select(shards => replica.CreateGroup(shards))];
            SmallRun.Reference(variant).EnsureSame(SmallRun.Train(replica, groups, placement.Shuffle));
        }
    }

    [Fact]
    public void ShardsThatChangeHandsEveryStepLeaveNoTrace()
    {
        var placement = new Placements(99);
        using var team = new ComputeTeam(2);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        ShardGroup[] groups = Training.Groups(replica, 3);
        foreach (string expected in SmallRun.Reference("lstm").Lines)
        {
            foreach (ShardGroup group in groups)
            {
                replica.Compute(group);
            }

            StepReport report = replica.Apply(replica.Reduce([.. groups.SelectMany(group => group.Sums)]));
            Assert.EndsWith($"digest {report.Digest}", expected, StringComparison.Ordinal);
            groups = [.. placement.Deal(SmallRun.Shards).Select(shards => replica.CreateGroup(shards))];
        }

        Assert.Equal(SmallRun.Reference("lstm").StateHash, SmallRun.HashOf(replica));
    }

    [Fact]
    public void AShardThatIsComputedTwiceLeavesNoTrace()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        ShardGroup[] groups = Training.Groups(replica, 3);
        RunTrace twice = SmallRun.Train(replica, [groups[1], groups[0], groups[1], groups[2]], Once);
        SmallRun.Reference("lstm").EnsureSame(twice);

        static NodeSum[] Once(NodeSum[] sums) => [.. sums.Distinct()];
    }

    [Fact]
    public void AnotherSeedTrainsAnotherState()
    {
        using var team = new ComputeTeam(1);
        TrainingPlan plan = SmallRun.PlanOf("lstm") with { Seed = 8 };
        var replica = new Replica(plan, new ReplicaData(SmallRun.Tokens, SmallRun.Batch, SmallRun.Window), team);
        RunTrace other = SmallRun.Train(replica, Training.Groups(replica, 1));
        Assert.NotEqual(SmallRun.Reference("lstm").StateHash, other.StateHash);
    }
}
