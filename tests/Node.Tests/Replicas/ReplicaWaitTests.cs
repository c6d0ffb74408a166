using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>What is asked before its time, after it, and when it can never be done.</summary>
public sealed class ReplicaWaitTests(TinyRun runs) : ReplicaTests(runs)
{
    [Fact]
    public void ASliceOfTheNextStepIsReducedAsSoonAsTheReplicaIsThere()
    {
        ReplicaRig first = Worker();
        ReplicaRig second = Worker();
        double loss = first.Reduce(second);
        first.Apply(loss);
        (IReadOnlyList<SliceSum> sums, ShardReport report) = first.Compute(ReplicaRig.All);
        second.Tell(new ReducerRequest.Reduce(new Step(1), sums[0].Slice, [sums[0]], IsShared: false));
        second.Asker.ExpectNoMsg();
        second.Apply(loss);

        ReplicaReply.Reduced reduced = second.Asker.ExpectMsg<ReplicaReply.Reduced>();
        Assert.Equal((new Step(1), sums[0].Slice), (reduced.Step, reduced.Slice));
        foreach (SliceSum sum in sums.Skip(1))
        {
            sum.Release();
        }

        report.Release();
    }

    [Fact]
    public void ASliceOfAStepThatIsMadeIsGivenBack()
    {
        ReplicaRig rig = Worker();
        rig.MakeStep();
        rig.Tell(Reduce(rig, Step.Zero));

        Assert.Equal(0, rig.Pool.Outstanding);
        rig.Asker.ExpectNoMsg();
    }

    [Fact]
    public void ACopyOfTheNextStepIsMadeAsSoonAsTheReplicaIsThere()
    {
        ReplicaRig rig = Worker();
        rig.AskForSnapshot(new Step(1));
        rig.Coordinator.ExpectNoMsg();
        rig.MakeStep();

        SnapshotChunk chunk = rig.ExpectSnapshot();
        Assert.Equal(new Step(1), chunk.Step);
        chunk.Release();
    }

    [Fact]
    public void ACopyOfAStepThatIsMadeIsOfTheCurrentOne()
    {
        ReplicaRig rig = Worker();
        rig.MakeStep();
        rig.AskForSnapshot(Step.Zero);

        SnapshotChunk chunk = rig.ExpectSnapshot();
        Assert.Equal(new Step(1), chunk.Step);
        chunk.Release();
    }

    [Fact]
    public void WhatWaitsIsGivenBackWhenTheReplicaEnds()
    {
        ReplicaRig rig = Worker();
        rig.Tell(Reduce(rig, new Step(1)));
        Assert.Equal(1, rig.Pool.Outstanding);
        rig.Stop();

        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public void ALossThatIsNoNumberEndsAllAndChangesNothing()
    {
        ReplicaRig rig = Worker();
        _ = rig.Reduce();
        UInt128 digest = rig.Home.Digest;
        rig.Tell(new ReplicaRequest.Apply(Step.Zero, double.NaN));

        ReplicaReply.Failed failed = rig.Asker.ExpectMsg<ReplicaReply.Failed>();
        Assert.StartsWith("step 1: loss NaN, gradient norm ", failed.Reason, StringComparison.Ordinal);
        Assert.Equal(FailureKind.NonFinite, failed.Kind);
        Assert.Equal((Step.Zero, digest), (rig.Step, rig.Home.Digest));
    }

    [Fact]
    public void WhoCannotGoOnDoesNothingMoreAndGivesBackWhatComes()
    {
        ReplicaRig rig = Worker();
        _ = rig.Reduce();
        rig.Tell(new ReplicaRequest.Apply(Step.Zero, double.NaN));
        _ = rig.Asker.ExpectMsg<ReplicaReply.Failed>();
        rig.Tell(new ReplicaRequest.Apply(Step.Zero, 1));
        rig.Tell(new ReplicaRequest.Compute(ReplicaRig.Term, Step.Zero, 1, [ReplicaRig.All], rig.Coordinator));
        rig.Tell(new ReplicaRequest.StoreCarried(
            new CarriedState(ReplicaRig.Term, Step.Zero, ReplicaRig.All, 0, 4, 0, rig.Pool.Rent(4))));

        rig.Asker.ExpectNoMsg();
        rig.Coordinator.ExpectNoMsg();
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public void ASliceThatThereIsNotIsAFailureByName()
    {
        ReplicaRig rig = Worker();
        rig.Tell(new ReplicaRequest.StoreAverage(
            MessageChecks.Sealed(new SliceAverage(
                ReplicaRig.Term, Step.Zero, 99, SliceEncoding.Dense, [1], 0, rig.Pool.Rent(4)))));

        Assert.Equal(
            new ReplicaReply.Failed(
                "the coordinator's average of slice 99 cannot be used: slice 99 came, there are 0 to "
                + $"{rig.Home.Slices.Count - 1}",
                FailureKind.World),
            rig.Asker.ExpectMsg<ReplicaReply.Failed>());
    }

    [Fact]
    public void ASumThatCannotBeReadIsAnsweredOnceToWhoAskedAndTheOthersAreGivenBack()
    {
        ReplicaRig rig = Worker();
        TestProbe other = rig.Probe("other");
        double loss = rig.Reduce();
        rig.Tell(Reduce(rig, new Step(1)), other);
        rig.Tell(Reduce(rig, new Step(1)), other);
        _ = rig.Apply(loss);

        Assert.Equal(FailureKind.World, other.ExpectMsg<ReplicaReply.Failed>().Kind);
        other.ExpectNoMsg();
        rig.Asker.ExpectNoMsg();
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public void ACheckpointWaitsForItsAmendments()
    {
        ReplicaRig rig = Coordinator();
        rig.Tell(new ReplicaRequest.SaveCheckpoint(1));
        rig.Asker.ExpectNoMsg();
        rig.Tell(new ReplicaRequest.Amend(new Step(2), 0.5));

        Assert.Equal(new ReplicaReply.Saved(1), rig.Asker.ExpectMsg<ReplicaReply.Saved>());
    }

    [Fact]
    public void TheLastCheckpointWaitsForItsAmendmentsToo()
    {
        ReplicaRig rig = Coordinator();
        rig.MakeStep();
        rig.Tell(new ReplicaRequest.Finish(1));
        rig.Asker.ExpectNoMsg();
        rig.Tell(new ReplicaRequest.Amend(new Step(2), 0.5));

        ReplicaReply.Finished finished = rig.Asker.ExpectMsg<ReplicaReply.Finished>();
        Assert.Equal((new Step(1), false, 64), (
            finished.Result.Step, finished.Result.IsComplete, finished.Result.StateHash.Length));
    }

    [Fact]
    public void AnAmendmentThatComesTooLateIsAMistake()
    {
        ReplicaRig rig = Worker();
        rig.MakeStep();
        rig.Tell(new ReplicaRequest.Amend(new Step(1), 0.5));

        ReplicaReply.Failed failed = rig.Asker.ExpectMsg<ReplicaReply.Failed>();
        Assert.Equal(
            "the learning rate cannot be amended from step 1 on: the run is at step 1 already, the first one to amend "
            + "is 2",
            failed.Reason);
        Assert.Equal(FailureKind.Mistake, failed.Kind);
    }

    [Fact]
    public async Task AReplicaThatCannotBeLaidOutSaysWhyAndGivesBackWhatComes()
    {
        await using var manual = new SimulatedSystem();
        TestProbe opener = manual.Probe();
        var pool = new PayloadPool();
        IActorRef replica = manual.System.ActorOf(ActorProps.Of(
            () => new ReplicaActor(() => throw new InputException("too short"), opener)));

        Assert.Equal(
            new ReplicaReply.Failed("too short", FailureKind.Mistake), opener.ExpectMsg<ReplicaReply.Failed>());
        replica.Tell(new ReplicaRequest.StoreCarried(
            new CarriedState(ReplicaRig.Term, Step.Zero, ReplicaRig.All, 0, 4, 0, pool.Rent(4))));
        manual.Run();
        Assert.Equal(0, pool.Outstanding);
    }

    /// <summary>With a sum that cannot be read.</summary>
    private static ReducerRequest.Reduce Reduce(ReplicaRig rig, Step step) => new(
        step,
        0,
        [new SliceSum(ReplicaRig.Term, step, 3, ReplicaRig.All, 0, SliceEncoding.Dense, 0, 0, rig.Pool.Rent(3))],
        IsShared: true);
}
