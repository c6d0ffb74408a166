using RnnCluster.Node.Membership;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Transport.Events;

namespace RnnCluster.Coordinator.Tests;

/// <summary>Workers come, ask, and go.</summary>
public sealed class MemberTests : CoordinatorTests
{
    [Fact]
    public void WhoJoinsIsToldTheRun()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        JoinAccepted accepted = worker.Join();

        Assert.Equal(
            (CoordinatorRig.Self, CoordinatorRig.Term, CoordinatorRig.Run, rig.Content.Hash, 3L),
            (accepted.Coordinator, accepted.Term, accepted.Run, accepted.Training, accepted.TrainingTokens));
        Assert.Equal(
            new MemberChanged(worker.Id, 1, MemberState.Joining, "there, 2 threads, avx2", TimeSpan.Zero),
            rig.Events.FishForMessage<MemberChanged>(changed => changed.Node == worker.Id));
    }

    [Fact]
    public void TheCoordinatorTellsOfItselfAsOftenAsItHearsOfOthers()
    {
        CoordinatorRig rig = Create().Start();
        rig.Advance(3.5);
        for (int count = 0; count < 3; count++)
        {
            Assert.Equal(
                new MemberHeard(CoordinatorRig.Self, Step.Zero, 4321, TimeSpan.Zero),
                rig.Events.FishForMessage<MemberHeard>(_ => true));
        }

        rig.Events.ExpectNoMsg();
    }

    [Fact]
    public void WhoHoldsAnotherRunIsRefused()
    {
        WorkerPeer worker = Create().Start().Connect("worker-1");
        RunId other = RunId.FromBytes(new byte[RunId.LengthBytes]);
        worker.Say(worker.Request with { Run = other });

        Assert.Equal(
            new JoinRefused($"this coordinator trains run {CoordinatorRig.Run}, but the worker holds run {other}"),
            worker.Probe.ExpectMsg<JoinRefused>());
    }

    [Fact]
    public void WhoComesBeforeTheStartIsAnsweredAfterIt()
    {
        CoordinatorRig rig = Create();
        WorkerPeer worker = rig.Connect("worker-1");
        worker.Say(worker.Request);
        worker.Say(new LeaveRequest("asked to"));
        worker.Probe.ExpectNoMsg();
        rig.Start();

        _ = worker.Probe.ExpectMsg<JoinAccepted>();
        Assert.Equal(new LeaveGranted(), worker.Probe.ExpectMsg<LeaveGranted>());
    }

    [Fact]
    public void WhoAsksUnderAnothersNameTakesNobodysPlace()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer first = rig.Connect("worker-1");
        _ = first.Join();
        WorkerPeer second = rig.Connect("worker-2");
        second.Say(first.Request);
        second.Say(first.Request with { Node = CoordinatorRig.Self });

        Assert.Equal(
            new RunWarned("worker-2 asks to join as worker-1; ignored"),
            rig.Events.FishForMessage<RunWarned>());
        Assert.Equal(
            new RunWarned("worker-2 asks to join as coordinator; ignored"),
            rig.Events.FishForMessage<RunWarned>());
        first.Say(new LeaveRequest("asked to"));
        _ = first.Probe.ExpectMsg<LeaveGranted>();
        second.Probe.ExpectNoMsg();
        _ = rig.Local.ExpectMsg<PlanAnnounced>();
    }

    [Fact]
    public void WhoAsksForTheDataGetsItAll()
    {
        CoordinatorRig rig = Create(contentSymbols: 300_000).Start();
        WorkerPeer worker = rig.Connect("worker-1");
        JoinAccepted accepted = worker.Join();
        worker.Say(new ContentRequest(accepted.Training));
        ContentChunk first = worker.Probe.ExpectMsg<ContentChunk>();
        ContentChunk second = worker.Probe.ExpectMsg<ContentChunk>();

        byte[] bytes = [.. first.Payload.Span, .. second.Payload.Span];
        Assert.Equal(rig.Content.Bytes.ToArray(), bytes);
        worker.Probe.ExpectNoMsg();
        first.Release();
        second.Release();
        Assert.Equal(0, worker.Pool.Outstanding);
    }

    [Fact]
    public void WhoTakesNothingOfTheDataIsDisconnected()
    {
        CoordinatorRig rig = Create(contentSymbols: 33 * 300_000).Start();
        WorkerPeer worker = rig.Connect("worker-1");
        JoinAccepted accepted = worker.Join();
        _ = worker.Events.ExpectMsg<PeerConnected>();
        worker.Say(new ContentRequest(accepted.Training));
        for (int part = 0; part < 32; part++)
        {
            worker.Probe.ExpectMsg<ContentChunk>().Release();
        }

        rig.Advance(10.5);
        worker.Events.ExpectNoMsg();
        rig.Advance(1);

        _ = worker.Events.ExpectMsg<PeerLost>();
        Assert.Equal(
            "took nothing of what it asked for in 10 s",
            rig.Events.FishForMessage<MemberChanged>(changed => changed.State == MemberState.Down).Reason);
    }

    [Fact]
    public void WhoAsksForOtherDataIsWorthAWarning()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        string hash = new('a', 64);
        worker.Say(new ContentRequest(hash));

        Assert.Equal(
            new RunWarned($"worker-1 asks for data {hash}, which this run does not have"),
            rig.Events.FishForMessage<RunWarned>());
        worker.Probe.ExpectNoMsg();
    }

    [Fact]
    public void ForWhoeverNeedsTheStateTheReplicaIsAskedForACopy()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        _ = worker.Join();
        worker.Say(new SnapshotRequest(CoordinatorRig.Term));
        ReplicaRequest.TakeSnapshot take = rig.Replica.ExpectMsg<ReplicaRequest.TakeSnapshot>();

        Assert.Equal(Step.Zero, take.Step);
        Assert.Equal("/user/coordinator/transfers", rig.Replica.LastSender!.Path.ToStringWithoutAddress());
    }

    [Fact]
    public async Task WhoseConnectionIsLostIsDown()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        _ = worker.Join();
        await worker.LeaveAsync();

        MemberChanged changed = rig.Events.FishForMessage<MemberChanged>(
            changed => changed.Node == worker.Id && changed.State == MemberState.Down);
        Assert.NotEmpty(changed.Reason);
    }

    [Fact]
    public void WhoIsNoMemberOfTheClusterAnyMoreIsDisconnected()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        _ = worker.Join();
        _ = worker.Events.ExpectMsg<PeerConnected>();
        rig.Advance(60);
        rig.Tell(new MembershipNews.Removed(worker.Id, Incarnation: 2));
        worker.Events.ExpectNoMsg();
        rig.Tell(new MembershipNews.Removed(worker.Id, Incarnation: 1));

        _ = worker.Events.ExpectMsg<PeerLost>();
        Assert.Equal(
            "removed from the cluster",
            rig.Events.FishForMessage<MemberChanged>(changed => changed.State == MemberState.Down).Reason);
    }

    [Fact]
    public void WhoIsNotHeardIsSuspectedUntilItIs()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        worker.BecomeUp();
        rig.Tell(new MembershipNews.Unreachable(worker.Id, Incarnation: 1));
        MemberChanged suspected = rig.Events.FishForMessage<MemberChanged>(
            changed => changed.State == MemberState.Suspected);
        Assert.Equal("unreachable", suspected.Reason);
        rig.Tell(new MembershipNews.Reachable(worker.Id, Incarnation: 1));

        _ = rig.Events.FishForMessage<MemberChanged>(changed => changed.State == MemberState.Up);
    }

    [Fact]
    public void WhatAMemberReportsIsTold()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new MembershipNews.Reported(
            new NodeId("worker-1"), new Heartbeat(1, new Step(2), 3, TimeSpan.FromMilliseconds(4))));

        Assert.Equal(
            new MemberHeard(new NodeId("worker-1"), new Step(2), 3, TimeSpan.FromMilliseconds(4)),
            rig.Events.FishForMessage<MemberHeard>(heard => heard.Node.Name == "worker-1"));
    }

    [Fact]
    public void AStrangerIsWorthAWarning()
    {
        CoordinatorRig rig = Create().Start();
        rig.Tell(new StrangerTurnedAway("10.0.0.7:999", "it speaks HTTP"));

        Assert.Equal(
            new RunWarned("10.0.0.7:999 was turned away: it speaks HTTP"), rig.Events.FishForMessage<RunWarned>());
    }

    [Fact]
    public void AStrangerThatComesAgainAndAgainIsALineAndACount()
    {
        CoordinatorRig rig = Create().Start();
        for (int port = 1; port <= 12_768; port++)
        {
            rig.Tell(new StrangerTurnedAway($"10.0.0.7:{port}", "it speaks HTTP"));
        }

        rig.Tell(new StrangerTurnedAway("10.0.0.8:1", "it speaks HTTP"));
        rig.Advance(10);

        Assert.Equal(
            [
                "10.0.0.7:1 was turned away: it speaks HTTP",
                "10.0.0.8:1 was turned away: it speaks HTTP",
                "10.0.0.7:12768 was turned away: it speaks HTTP (12,767 more times in the last 10 s)",
            ],
            [.. Enumerable.Range(0, 3).Select(_ => rig.Events.FishForMessage<RunWarned>().Text)]);
    }

    [Theory]
    [InlineData("10.0.0.7:999", "10.0.0.7")]
    [InlineData("[fe80::1]:999", "fe80::1")]
    [InlineData("worker-1", "worker-1")]
    [InlineData("?", "?")]
    public void AStrangerIsKnownByItsAddressWithoutThePort(string remote, string host) =>
        Assert.Equal(host, new StrangerTurnedAway(remote, "it speaks HTTP").RemoteHost);
}
