using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Replicas;

public sealed class AmendmentTests
{
    private const int From = 8;

    [Fact]
    public void AnAmendedRateHoldsFromItsStepOnAndTheScheduleGoesOn()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        RateSchedule schedule = replica.Plan.Schedule;
        replica.Amend(new Amendment(new Step(From), 0.005));
        replica.Amend(new Amendment(new Step(From + 2), 0.04));
        replica.Amend(new Amendment(new Step(From + 2), 0.02));
        ShardGroup[] groups = Training.Groups(replica, 1);
        for (int step = 0; step < From + 4; step++)
        {
            double factor = step switch { < From => 1, < From + 2 => 0.5, _ => 2 };
            StepReport report = Training.Step(replica, groups);
            Assert.Equal(schedule.At(new Step(step)) * factor, report.Rate, 1e-12);
        }
    }

    [Fact]
    public void AnAmendmentOfTheSpecsOwnRateChangesNoParameter()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        replica.Amend(new Amendment(new Step(From), 0.01));
        RunTrace amended = SmallRun.Train(replica, Training.Groups(replica, 1));
        Assert.Equal(SmallRun.Reference("lstm").Lines, amended.Lines);
        Assert.NotEqual(SmallRun.Reference("lstm").StateHash, amended.StateHash);
    }

    [Fact]
    public void AnotherRateOrStepGivesAnotherHash()
    {
        string[] hashes =
        [
            HashOf(new Amendment(new Step(From), 0.005)),
            HashOf(new Amendment(new Step(From), 0.006)),
            HashOf(new Amendment(new Step(From + 1), 0.005)),
            SmallRun.Reference("lstm").StateHash,
        ];
        Assert.Equal(4, hashes.Distinct().Count());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(From)]
    [InlineData(From + 3)]
    public void AReplicaThatLoadsAnAmendedStateGoesOnToTheSameBits(int stop)
    {
        var amendment = new Amendment(new Step(From), 0.005);
        using var team = new ComputeTeam(1);
        Replica first = SmallRun.CreateReplica("lstm", team);
        first.Amend(amendment);
        _ = SmallRun.Train(first, Training.Groups(first, 1), end: stop);
        Replica second = SmallRun.CreateReplica("lstm", team);
        ReplicaImage.Load(second, ReplicaImage.Of(first, "run"));
        Assert.Equal(HashOf(amendment), SmallRun.Train(second, Training.Groups(second, 3)).StateHash);
    }

    [Fact]
    public void AStateWithoutAmendmentsTakesThemAway()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        StateImage plain = ReplicaImage.Of(replica, "run");
        replica.Amend(new Amendment(new Step(1), 0.005));
        ReplicaImage.Load(replica, plain);
        Assert.Empty(replica.Amendments.Entries);
    }

    [Fact]
    public void TheLogIsTheLastTensorOfTheState()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        replica.Amend(new Amendment(new Step(3), 0.5));
        replica.Amend(new Amendment(new Step(9), 1));
        StateTensor log = ReplicaImage.Of(replica, "run").Tensors[^1];
        Assert.Equal(("progress.amendments", TensorType.I64), (log.Name, log.Type));
        Assert.Equal([2, 2], log.Shape);
        Assert.Equal([3, 0x3FE0_0000_0000_0000, 9, 0x3FF0_0000_0000_0000], log.Longs.ToArray());
    }

    [Theory]
    [InlineData(2, 0.1, "the run is at step 2 already, the first one to amend is 3")]
    [InlineData(-1, 0.1, "the run is at step 2 already, the first one to amend is 3")]
    [InlineData(5, 0.1, "step 5 lies before step 6, which is amended already")]
    [InlineData(6, 0, "the rate 0 is not a number > 0 (1e-30 to 1e30)")]
    [InlineData(6, -1, "the rate -1 is not a number > 0 (1e-30 to 1e30)")]
    [InlineData(6, double.NaN, "the rate NaN is not a number > 0 (1e-30 to 1e30)")]
    [InlineData(6, 1e31, "the rate 1E+31 is not a number > 0 (1e-30 to 1e30)")]
    public void AnAmendmentThatCannotBeIsRefused(long from, double rate, string reason)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        _ = SmallRun.Train(replica, Training.Groups(replica, 1), end: 2);
        replica.Amend(new Amendment(new Step(6), 0.1));
        string message =
            Assert.Throws<InputException>(() => replica.Amend(new Amendment(new Step(from), rate))).Message;
        Assert.Equal($"the learning rate cannot be amended from step {from} on: {reason}", message);
        Assert.Single(replica.Amendments.Entries);
    }

    [Fact]
    public void ARunHasSoManyAmendmentsAndNoMore()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        for (int index = 0; index < AmendmentLog.CountMax; index++)
        {
            replica.Amend(new Amendment(new Step(1), 0.1));
        }

        Assert.Throws<InputException>(() => replica.Amend(new Amendment(new Step(1), 0.1)));
    }

    [Theory]
    [InlineData(5, 0.5, 4, 0.5)]
    [InlineData(4, 0, 5, 0.5)]
    [InlineData(4, 0.5, 5, double.NaN)]
    [InlineData(-4, 0.5, 5, 0.5)]
    public void AStateWithALogThatCannotBeChangesNothing(long first, double rate, long second, double secondRate)
    {
        long[] words =
            [first, BitConverter.DoubleToInt64Bits(rate), second, BitConverter.DoubleToInt64Bits(secondRate)];
        EnsureRefused(StateTensor.Of("progress.amendments", [2, 2], words));
    }

    [Fact]
    public void AStateWithALogOfAnotherShapeChangesNothing()
    {
        long[] words = [4, BitConverter.DoubleToInt64Bits(0.5)];
        foreach (long[] shape in (long[][])[[2], [2, 1], [1, 1, 2]])
        {
            EnsureRefused(StateTensor.Of("progress.amendments", shape, words));
        }

        EnsureRefused(StateTensor.Of("progress.amendments", [0, 2], Array.Empty<long>()));
        EnsureRefused(StateTensor.Of("progress.amendments", [1, 2], new double[2]));
    }

    private static void EnsureRefused(StateTensor log)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        string before = SmallRun.HashOf(replica);
        Replica source = SmallRun.CreateReplica("lstm", team);
        _ = SmallRun.Train(source, Training.Groups(source, 1), end: 1);
        StateImage whole = ReplicaImage.Of(source, "run");
        var image = new StateImage("run", Numerics.Version, source.Step, [.. whole.Tensors, log]);
        Assert.Throws<InputException>(() => ReplicaImage.Load(replica, image));
        Assert.Equal(before, SmallRun.HashOf(replica));
    }

    private static string HashOf(Amendment amendment)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        replica.Amend(amendment);
        return SmallRun.Train(replica, Training.Groups(replica, 1)).StateHash;
    }
}
