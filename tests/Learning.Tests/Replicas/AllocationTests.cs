using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>A step allocates nothing on any thread that computes, so that no collection ever holds a step up.</summary>
public sealed class AllocationTests
{
    private const int WarmUpSteps = 10;
    private const int RoundsMax = 5;
    private const int Steps = 10;

    [Theory]
    [InlineData("lstm", 1, 1)]
    [InlineData("lstm", 1, 2)]
    [InlineData("lstm", 3, 2)]
    [InlineData("gru", 1, 1)]
    [InlineData("gru", 1, 2)]
    [InlineData("rnn-tanh", 1, 1)]
    [InlineData("rnn-tanh", 1, 2)]
    [InlineData("rnn-relu", 1, 2)]
    [InlineData("tied", 1, 2)]
    [InlineData("one-hot", 1, 2)]
    [InlineData("momentum", 1, 2)]
    [InlineData("sgd", 1, 2)]
    [InlineData("clip-value", 1, 2)]
    [InlineData("long", 1, 2)]
    [InlineData("long", 2, 2)]
    public void AStepAllocatesNothing(string variant, int partitions, int threads)
    {
        using var team = new ComputeTeam(threads);
        Replica replica = SmallRun.CreateReplica(variant, team);
        ShardGroup[] groups = Training.Groups(replica, partitions);
        NodeSum[] sums = [.. groups.SelectMany(group => group.Sums)];
        var before = new AllocatedBytesJob(threads);
        var after = new AllocatedBytesJob(threads);
        Train(replica, groups, sums, WarmUpSteps);
        team.Run(after);

        // The runtime allocates once for a lock that is waited for the first time, whenever that is.
        for (int round = 0; round < RoundsMax && (round == 0 || !before.Bytes.SequenceEqual(after.Bytes)); round++)
        {
            team.Run(before);
            Train(replica, groups, sums, Steps);
            team.Run(after);
        }

        Assert.Equal(before.Bytes, after.Bytes);
    }

    private static void Train(Replica replica, ShardGroup[] groups, NodeSum[] sums, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            foreach (ShardGroup group in groups)
            {
                replica.Compute(group);
            }

            _ = replica.Apply(replica.Reduce(sums));
        }
    }

    /// <summary>What each member has allocated since its thread began.</summary>
    private sealed class AllocatedBytesJob(int members) : TeamJob
    {
        public long[] Bytes { get; } = [.. Enumerable.Repeat(-1L, members)];

        public override void Run(int member, int members) =>
            Bytes[member] = GC.GetAllocatedBytesForCurrentThread();
    }
}
