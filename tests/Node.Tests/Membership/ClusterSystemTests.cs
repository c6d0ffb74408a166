using System.Net;
using System.Net.Sockets;
using Akka.Cluster;
using RnnCluster.ClusterKit;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Node.Tests.Membership;

/// <summary>Nodes as members of a real cluster, over real sockets.</summary>
public sealed class ClusterSystemTests : IAsyncDisposable
{
    private readonly KitCluster cluster = new();

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    [Fact]
    public async Task WorkersJoinACoordinatorAndEachKnowsWhatTheOthersAre()
    {
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 2);

        Assert.All(
            [coordinator, .. workers],
            node =>
            {
                ClusterEvent.CurrentClusterState state = Cluster.Get(node.System.System).State;
                Assert.Equal(3, state.Members.Count);
                Assert.Equal(
                    [coordinator.Address],
                    state.Members.Where(member => member.HasRole("coordinator")).Select(member => member.Address));
                Assert.Equal(2, state.Members.Count(member => member.HasRole("worker")));
            });
    }

    [Fact]
    public async Task AMemberThatLeavesIsRemovedWithoutHavingBeenDowned()
    {
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 2);

        await workers[0].System.LeaveAsync();

        await coordinator.Hears<ClusterEvent.MemberRemoved>(workers[0]);
        Assert.True(coordinator.HasHeard<ClusterEvent.MemberExited>(workers[0]));
        Assert.False(coordinator.HasHeard<ClusterEvent.MemberDowned>(workers[0]));
    }

    [Fact]
    public async Task ANodeThatStartsAnewIsAnotherMember()
    {
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 1);
        await workers[0].System.LeaveAsync();
        await coordinator.Hears<ClusterEvent.MemberRemoved>(workers[0]);

        KitNode again = cluster.Start("again", ClusterRole.Worker);
        again.System.Join(coordinator.System.Self.Endpoint);
        await KitCluster.Barrier(coordinator, again);

        Assert.NotEqual(workers[0].System.Self.Uid, again.System.Self.Uid);
    }

    [Fact]
    public void AnAddressInUseIsAMistakeThatSaysSo()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var endpoint = new Endpoint("127.0.0.1", ((IPEndPoint)taken.LocalEndpoint).Port);

        var mistake = Assert.Throws<InputException>(() => ClusterSystem.Create(Options(endpoint)));

        Assert.StartsWith($"cannot listen at {endpoint}: ", mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', mistake.Message);
    }

    [Fact]
    public async Task AnOperatorsSettingTakesThePlaceOfOurs()
    {
        await using var system = ClusterSystem.Create(
            Options() with { Operator = "akka.cluster.gossip-interval = 700ms" });

        Assert.Equal(TimeSpan.FromMilliseconds(700), Cluster.Get(system.System).Settings.GossipInterval);
        Assert.Equal(
            TimeSpan.FromMilliseconds(300), Cluster.Get(system.System).Settings.LeaderActionsInterval);
    }

    [Theory]
    [InlineData("akka.actor.provider = local", "akka.actor.provider cannot be set there")]
    [InlineData("akka { cluster { roles = [coordinator] } }", "akka.cluster.roles cannot be set there")]
    [InlineData("akka.actor.serializers.json = x", "akka.actor.serializers cannot be set there")]
    [InlineData("akka.remote.dot-netty.tcp.port = 7", "akka.remote.dot-netty.tcp.port cannot be set there")]
    [InlineData("akka.cluster.gossip-interval = often", "often")]
    [InlineData("akka.cluster = \"", "Akka cannot use these settings: ")]
    public void WhatAnOperatorMayNotSetIsAMistakeInItsFile(string settings, string expected)
    {
        var mistake = Assert.Throws<InputException>(() => ClusterSystem.Create(
            Options() with { Operator = settings, OperatorSource = "cluster.conf" }));

        Assert.StartsWith("cluster.conf: ", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(expected, mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', mistake.Message);
    }

    internal static ClusterSystemOptions Options(Endpoint? listen = null) =>
        new(ClusterRole.Worker, listen ?? new Endpoint("127.0.0.1", 0), TimeProvider.System);
}
