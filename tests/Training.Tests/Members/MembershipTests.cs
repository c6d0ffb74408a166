using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Tests.Members;

public sealed class MembershipTests
{
    private readonly Membership members = new();

    [Fact]
    public void TheEpochGrowsWhenAWorkerBeginsOrCeasesToBeUp()
    {
        Member member = Add("a");
        members.Become(member, MemberState.Syncing, "", TimeSpan.Zero);
        Assert.Equal(0, members.Epoch);
        members.Become(member, MemberState.Up, "", TimeSpan.Zero);
        Assert.Equal(1, members.Epoch);
        members.Become(member, MemberState.Suspected, "", TimeSpan.Zero);
        Assert.Equal(2, members.Epoch);
        members.Become(member, MemberState.Down, "", TimeSpan.Zero);
        Assert.Equal(2, members.Epoch);
    }

    [Fact]
    public void WhatANodeIsAlreadyIsNoEvent()
    {
        Member member = Add("a");

        Assert.NotNull(members.Become(member, MemberState.Up, "why", TimeSpan.Zero));
        Assert.Null(members.Become(member, MemberState.Up, "why", TimeSpan.Zero));
    }

    [Fact]
    public void ANodeThatIsDownIsForgottenButItWasSeen()
    {
        Member member = Add("a");
        members.Become(member, MemberState.Up, "", TimeSpan.Zero);
        members.Become(member, MemberState.Down, "", TimeSpan.Zero);

        Assert.Null(members.Find(new NodeId("a")));
        members.Become(Add("a"), MemberState.Up, "", TimeSpan.Zero);
        Assert.Equal(1, members.WorkersSeen);
    }

    [Fact]
    public void NodesStandInTheOrderOfTheirNames()
    {
        Add("b");
        Add("c");
        Add("a");

        Assert.Equal(["a", "b", "c"], members.All.Select(member => member.Node.Name));
    }

    [Fact]
    public void WhoWasNotMeasuredCountsAsUsual()
    {
        foreach (string name in (string[])["a", "b", "c", "d"])
        {
            members.Become(Add(name), MemberState.Up, "", TimeSpan.Zero);
        }

        Find("a").OnComputed(2, TimeSpan.FromSeconds(1));
        Find("b").OnComputed(8, TimeSpan.FromSeconds(1));
        Find("c").OnComputed(4, TimeSpan.FromSeconds(1));

        Assert.Equal([2, 8, 4, 4], members.Speeds().Select(pair => pair.Speed));
    }

    [Fact]
    public void AnIdleWorkersSpeedFadesToTheUsualOneAndAnUnknownOneStaysUnknown()
    {
        Member known = Add("a");
        Member unknown = Add("b");
        known.OnComputed(10, TimeSpan.FromSeconds(1));

        known.Forget(5);
        unknown.Forget(5);

        Assert.Equal(9, known.Speed);
        Assert.Equal(0, unknown.Speed);
    }

    [Fact]
    public void ANewMeasurementCountsForAFifth()
    {
        Member member = Add("a");
        member.OnComputed(10, TimeSpan.FromSeconds(1));
        member.OnComputed(20, TimeSpan.FromSeconds(1));
        member.OnComputed(20, TimeSpan.Zero);

        Assert.Equal(12, member.Speed);
    }

    private Member Find(string name) => members.Find(new NodeId(name))!;

    private Member Add(string name) => members.Add(
        new JoinRequest(new NodeId(name), 1, "", 1, 1, 1, "", "", null, Step.Zero, 0),
        TimeSpan.Zero,
        isLocal: false,
        computes: true);
}
