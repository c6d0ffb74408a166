using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Coordinator.Tests;

/// <summary>The host is told once how it ended, when the workers have had their time to hear of it.</summary>
public sealed class EndTests : CoordinatorTests
{
    [Fact]
    public void AloneItEndsWithTheLastCheckpoint()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new StopRun("by me"), rig.Operator);
        Assert.Equal(new CommandReply(true, "the run stops"), rig.Operator.ExpectMsg<CommandReply>());
        Assert.Empty(rig.Ends);
        rig.Finish(Step.Zero);

        CoordinatorEnd end = Assert.Single(rig.Ends);
        Assert.Equal((CoordinatorRig.StateHash, null, FailureKind.World, 1), (
            end.Result!.StateHash, end.Failure, end.Kind, end.WorkersSeen));
        Assert.Equal(
            new RunStopped(Step.Zero, CoordinatorRig.StateHash, IsComplete: false, "by me"),
            rig.Events.FishForMessage<RunStopped>());
        Assert.Equal("by me", rig.Local.FishForMessage<RunEnded>().Reason);
        rig.Advance(10);
        Assert.Single(rig.Ends);
    }

    [Fact]
    public async Task ItWaitsUntilTheLastWorkerHasGone()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer first = Join(rig, "worker-1");
        WorkerPeer second = Join(rig, "worker-2");
        rig.Tell(new StopRun("by me"));
        rig.Finish(Step.Zero);
        Assert.Equal(CoordinatorRig.StateHash, first.Probe.ExpectMsg<RunEnded>().StateHash);
        await first.LeaveAsync();
        Assert.Empty(rig.Ends);
        await second.LeaveAsync();

        Assert.Single(rig.Ends);
        rig.Advance(10);
        Assert.Single(rig.Ends);
    }

    [Fact]
    public async Task ItWaitsNoLongerThanTwoSeconds()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = Join(rig, "worker-1");
        rig.Tell(new StopRun("by me"));
        rig.Finish(Step.Zero);
        rig.Advance(1.99);
        Assert.Empty(rig.Ends);
        rig.Advance(0.01);
        Assert.Single(rig.Ends);
        await worker.LeaveAsync();

        Assert.Single(rig.Ends);
    }

    [Theory]
    [InlineData(FailureKind.World)]
    [InlineData(FailureKind.Mistake)]
    [InlineData(FailureKind.NonFinite)]
    public void AFailureOfTheReplicaEndsTheRunForAll(FailureKind kind)
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = Join(rig, "worker-1");
        rig.Tell(new ReplicaReply.Failed("the disk is full", kind), rig.Replica);
        rig.Advance(2);

        Assert.Equal(
            new RunEnded(Step.Zero, string.Empty, IsComplete: false, "the disk is full"),
            worker.Probe.ExpectMsg<RunEnded>());
        CoordinatorEnd end = Assert.Single(rig.Ends);
        Assert.Equal((null, "the disk is full", kind), (end.Result, end.Failure, end.Kind));
    }

    [Fact]
    public void ACheckpointThatWasUnderWayMendsNoFailure()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new StopRun("by me"));
        rig.Tell(new ReplicaReply.Failed("the loss is no number", FailureKind.NonFinite), rig.Local);
        rig.Finish(Step.Zero);
        rig.Advance(10);

        Assert.Equal("the loss is no number", Assert.Single(rig.Ends).Failure);
        _ = rig.Events.FishForMessage<RunStopped>();
        rig.Events.ExpectNoMsg();
    }

    [Fact]
    public void AStopBeforeTheStartStopsAfterIt()
    {
        CoordinatorRig rig = Create();
        rig.Tell(new StopRun("by me"));
        rig.Replica.ExpectNoMsg();
        rig.Start();
        rig.Finish(Step.Zero);

        Assert.Null(Assert.Single(rig.Ends).Failure);
    }

    [Fact]
    public async Task WhoComesWhenTheRunIsOverHearsOfItWithTheOthersAndIsWaitedFor()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new StopRun("by me"));
        WorkerPeer late = rig.Connect("worker-1");
        late.Say(late.Request);
        late.Probe.ExpectNoMsg();
        rig.Finish(Step.Zero);

        Assert.Equal(
            new RunEnded(Step.Zero, CoordinatorRig.StateHash, IsComplete: false, "by me"),
            late.Probe.ExpectMsg<RunEnded>());
        Assert.Empty(rig.Ends);
        WorkerPeer later = rig.Connect("worker-2");
        later.Say(later.Request);
        Assert.Equal("by me", later.Probe.ExpectMsg<RunEnded>().Reason);
        await late.LeaveAsync();
        Assert.Empty(rig.Ends);
        await later.LeaveAsync();
        Assert.Single(rig.Ends);
    }

    [Fact]
    public async Task ACompleteRunLingersForAWorkerThatItLostUntilThatKnows()
    {
        CoordinatorRig rig = Create(linger: 60).Start();
        WorkerPeer lost = Join(rig, "worker-1");
        await lost.LeaveAsync();
        rig.Tell(new StopRun("by me"));
        rig.Finish(new Step(5), isComplete: true);
        Assert.Equal(
            new RunWarned("the run is over and worker-1 cannot be told so: waited for, at most 60.0 s"),
            rig.Events.FishForMessage<RunWarned>());
        rig.Advance(59.9);
        Assert.Empty(rig.Ends);
        WorkerPeer back = rig.Connect("worker-1");
        back.Say(back.Request);
        Assert.True(back.Probe.ExpectMsg<RunEnded>().IsComplete);
        Assert.Empty(rig.Ends);
        await back.LeaveAsync();

        Assert.Single(rig.Ends);
    }

    [Fact]
    public async Task ItLingersNoLongerThanItWasTold()
    {
        CoordinatorRig rig = Create(linger: 60).Start();
        WorkerPeer lost = Join(rig, "worker-1");
        await lost.LeaveAsync();
        rig.Tell(new StopRun("by me"));
        rig.Finish(new Step(5), isComplete: true);
        rig.Advance(59.9);
        Assert.Empty(rig.Ends);
        rig.Advance(0.1);

        Assert.Single(rig.Ends);
    }

    [Fact]
    public async Task AStoppedRunLingersForNobody()
    {
        CoordinatorRig rig = Create(linger: 60).Start();
        WorkerPeer lost = Join(rig, "worker-1");
        await lost.LeaveAsync();
        WorkerPeer slow = Join(rig, "worker-2");
        rig.Tell(new StopRun("by me"));
        rig.Finish(Step.Zero);
        Assert.Equal("by me", slow.Probe.ExpectMsg<RunEnded>().Reason);
        rig.Advance(2);

        Assert.Single(rig.Ends);
    }

    [Fact]
    public void WhatItHoldsInTheMiddleIsGivenBackWhenItIsStopped()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(
            new SliceSum(
                CoordinatorRig.Term, Step.Zero, 1, new TreeNode(0, 0), 0, SliceEncoding.Dense, 1, 0, rig.Pool.Rent(4)),
            rig.Local);
        Assert.Equal(1, rig.Pool.Outstanding);
        rig.Stop();

        Assert.Equal(0, rig.Pool.Outstanding);
    }

    private static WorkerPeer Join(CoordinatorRig rig, string name)
    {
        WorkerPeer peer = rig.Connect(name);
        _ = peer.Join();
        return peer;
    }
}
