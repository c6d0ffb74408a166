using RnnCluster.Node.Membership;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Working;
using RnnCluster.Transport.Events;

namespace RnnCluster.Worker.Tests;

/// <summary>What a worker that is taken in does by itself, and what it makes of its coordinator's words.</summary>
public sealed class FollowTests(TinySpec spec) : WorkerTests(spec)
{
    private static readonly TreeNode All = TreeNode.Root(4);

    [Fact]
    public void ItReportsAsOftenAsTheCoordinatorWantsWhileItIsConnected()
    {
        WorkerRig rig = CreateSyncing();
        Assert.Equal(("127.0.0.1:7071", 9), Assert.Single(rig.Membership.Joined));
        rig.Advance(TinySpec.HeartbeatInterval);
        Assert.Equal((Step.Zero, 4321), Assert.Single(rig.Membership.Reports));
        rig.Advance(2 * TinySpec.HeartbeatInterval);
        Assert.Equal(3, rig.Membership.Reports.Count);

        rig.Tell(new PeerLost(TinySpec.Coordinator, 1, "gone"));
        rig.Advance(2 * TinySpec.HeartbeatInterval);

        Assert.Equal(3, rig.Membership.Reports.Count);
        rig.Coordinator.ExpectNoMsg();
    }

    [Fact]
    public void ACoordinatorThatNeitherTheClusterNorTheExchangeHearsIsDialledAnew()
    {
        WorkerRig rig = CreateSyncing();
        rig.Advance(TimeSpan.FromSeconds(30));
        rig.Tell(new MembershipNews.CoordinatorUnreachable());
        rig.Advance(TimeSpan.FromSeconds(10));
        Assert.Empty(rig.Transport.Disconnected);
        rig.Advance(TinySpec.HeartbeatInterval);

        Assert.Equal(
            (TinySpec.Coordinator, "the coordinator is silent"), Assert.Single(rig.Transport.Disconnected));
    }

    [Fact]
    public void ACoordinatorThatIsHeardAgainInTimeIsNot()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new MembershipNews.CoordinatorUnreachable());
        rig.Advance(TimeSpan.FromSeconds(6));
        rig.Tell(new MembershipNews.CoordinatorReachable());
        rig.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(rig.Transport.Disconnected);
    }

    [Fact]
    public void TheLongestRoundTripOfAReportIsToldAtTheEnd()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new MembershipNews.Answered(TimeSpan.FromMilliseconds(30)));
        rig.Tell(new MembershipNews.Answered(TimeSpan.FromMilliseconds(3)));
        rig.Tell(new RunEnded(Step.Zero, new string('0', 64), IsComplete: true, "the bound was reached"));

        Assert.Equal(TimeSpan.FromMilliseconds(30), Assert.Single(rig.Ends).RoundTripMax);
    }

    [Fact]
    public void ADamagedStateIsAskedForAgain()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new SnapshotChunk(3, Step.Zero, new byte[32], 0, 8, 0, rig.Pool.Rent(8)), rig.Transfers);

        Assert.Equal(new PartTaken(new string('0', 64), 0), rig.Transfers.ExpectMsg<PartTaken>());
        Assert.Equal(
            new DamageFound(Step.Zero, DamagedPart.StatePart), rig.Coordinator.ExpectMsg<DamageFound>());
        _ = rig.Coordinator.ExpectMsg<SnapshotRequest>();
        Assert.Empty(rig.Ends);
    }

    /// <summary>The lost part of a step is not sent again: a state comes in its place, and the run goes on.</summary>
    [Theory]
    [InlineData(DamagedPart.SliceAverage)]
    [InlineData(DamagedPart.CarriedState)]
    public void APartOfAStepThatCameDamagedIsReplacedByAState(DamagedPart part)
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new ReplicaReply.SnapshotLoaded(Step.Zero, 0, 0));
        Assert.Equal(Step.Zero, rig.Coordinator.ExpectMsg<ReplicaReady>().Step);
        rig.Tell(new PlanAnnounced(
            3, 1, Step.Zero, new Step(20), [TinySpec.Coordinator], [new Assignment(TinySpec.Coordinator, [All])]));
        rig.Tell(part == DamagedPart.SliceAverage
            ? new SliceAverage(3, Step.Zero, 0, SliceEncoding.Dense, [1], Checksum: 1, rig.Pool.Rent(4))
            : new CarriedState(3, Step.Zero, All, 0, 4, Checksum: 1, rig.Pool.Rent(4)));

        Assert.Equal(new DamageFound(Step.Zero, part), rig.Coordinator.ExpectMsg<DamageFound>());
        Assert.Equal(new SnapshotRequest(3), rig.Coordinator.ExpectMsg<SnapshotRequest>());
        Assert.Equal(0, rig.Pool.Outstanding);
        rig.Tell(new ReplicaReply.SnapshotLoaded(new Step(1), 0, 0));
        Assert.Equal(new Step(1), rig.Coordinator.ExpectMsg<ReplicaReady>().Step);
        Assert.Empty(rig.Ends);
    }

    [Fact]
    public void WhatCameEarlyIsGivenBackWhenItIsStopped()
    {
        WorkerRig rig = CreateSyncing();
        rig.Tell(new SliceAverage(3, new Step(4), 0, SliceEncoding.Dense, [1], 0, rig.Pool.Rent(4)));
        Assert.Equal(1, rig.Pool.Outstanding);
        rig.Stop();

        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public void AHostedWorkerHasTheReplicaComputeForTheCoordinator()
    {
        WorkerRig rig = CreateHosted();
        rig.Tell(Plan(rig));

        ReplicaRequest.Compute compute = rig.Replica.ExpectMsg<ReplicaRequest.Compute>();
        Assert.Equal((3, Step.Zero, 1L, All), (
            compute.Term, compute.Step, compute.PlanVersion, Assert.Single(compute.Subtrees)));
        Assert.Same(rig.Coordinator, compute.Coordinator);
    }

    [Fact]
    public void AHostedWorkerMakesAStepAndSaysSo()
    {
        WorkerRig rig = CreateHosted();
        rig.Tell(Plan(rig));
        _ = rig.Replica.ExpectMsg<ReplicaRequest.Compute>();
        rig.Tell(new ReplicaReply.Computed(Step.Zero, [All]), rig.Replica);
        rig.Tell(new SliceAverage(3, Step.Zero, 0, SliceEncoding.Dense, [1], 0, rig.Pool.Rent(4)));
        rig.Tell(new RoundClosed(3, Step.Zero, 2.5, 0, [All]));
        Assert.Equal(
            new ReplicaRequest.Apply(Step.Zero, 2.5), rig.Replica.ExpectMsg<ReplicaRequest.Apply>());
        StepTimes times = default(StepTimes) with { Apply = TimeSpan.FromSeconds(2) };
        rig.Tell(new ReplicaReply.Applied(new Step(1), 9, times), rig.Replica);

        StepApplied applied = rig.Coordinator.ExpectMsg<StepApplied>();
        Assert.Equal(
            (3L, new Step(1), (UInt128)9, times), (applied.Term, applied.Step, applied.Digest, applied.Times));
    }

    [Fact]
    public void AHostedWorkerHandsAmendmentsOn()
    {
        WorkerRig rig = CreateHosted();
        rig.Tell(new AmendmentAppended(3, 0, new Step(2), 0.5));

        Assert.Equal(
            new ReplicaRequest.Amend(new Step(2), 0.5), rig.Replica.ExpectMsg<ReplicaRequest.Amend>());
    }

    [Fact]
    public void AHostedWorkerReportsNothing()
    {
        WorkerRig rig = CreateHosted();
        rig.Advance(TimeSpan.FromMinutes(1));

        rig.Coordinator.ExpectNoMsg();
        Assert.Empty(rig.Membership.Reports);
    }

    private WorkerRig CreateHosted()
    {
        WorkerRig rig = Create(isHosted: true);
        rig.Tell(new WorkerCommand.Host(
            rig.Coordinator,
            new WorkerInput.Hosted(TinySpec.Run, 3, Slices: 1, Shards: 4, Step.Zero, 1, Amendments: 0)));
        return rig;
    }

    private static PlanAnnounced Plan(WorkerRig rig) => new(
        3, 1, Step.Zero, new Step(20), [TinySpec.Coordinator], [new Assignment(rig.Self.Node, [All])]);
}
