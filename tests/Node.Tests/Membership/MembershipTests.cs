using Akka.Actor;
using Akka.Cluster;
using RnnCluster.Actors;
using RnnCluster.ClusterKit;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Protocol.Health;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport;

namespace RnnCluster.Node.Tests.Membership;

/// <summary>What a run hears of the processes of a real cluster, and how a worker's process stays a member.</summary>
public sealed class MembershipTests : IAsyncDisposable
{
    private const long Nonce = 7;
    private static readonly NodeId Anna = new("anna");

    /// <summary>The run's actors live in a system of their own.</summary>
    private readonly ActorSystem run =
        ActorSystems.Create("run", new ActorSystemOptions { Time = TimeProvider.System });

    private readonly List<IAsyncDisposable> ends = [];
    private readonly TestProbe coordinator;
    private readonly TestProbe worker;

    public MembershipTests()
    {
        coordinator = new TestProbe(run, "coordinator");
        worker = new TestProbe(run, "worker");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable end in ends)
        {
            await end.DisposeAsync();
        }

        await run.Terminate();
    }

    [Fact]
    public void AMemberIsSeenUnderItsNameAndNonceAndItsReportsAreAnswered()
    {
        CoordinatorMembership cluster = Form();
        WorkerMembership anna = Start(Anna, Nonce);
        anna.Join(cluster.Seed, cluster.Uid, worker);

        Assert.Equal(
            new MembershipNews.Seen(Anna, Nonce), coordinator.FishForMessage<MembershipNews.Seen>());
        anna.Report(new Step(3), residentBytes: 4);
        Heartbeat report = coordinator.FishForMessage<MembershipNews.Reported>(said => said.Node == Anna).Report;
        Assert.Equal((new Step(3), 4), (report.Step, report.ResidentBytes));
        Assert.True(worker.FishForMessage<MembershipNews.Answered>().RoundTrip > TimeSpan.Zero);
    }

    [Fact]
    public void AMemberThatWasRemovedJoinsAnewByItself()
    {
        CoordinatorMembership cluster = Form();
        WorkerMembership anna = Start(Anna, Nonce);
        anna.Join(cluster.Seed, cluster.Uid, worker);
        coordinator.FishForMessage<MembershipNews.Seen>();
        Member member = Cluster.Get(cluster.System).State.Members.Single(other => other.HasRole("worker"));

        Cluster.Get(cluster.System).Down(member.Address);

        Assert.Equal(
            new MembershipNews.Removed(Anna, Nonce), coordinator.FishForMessage<MembershipNews.Removed>());
        Assert.Equal(
            new MembershipNews.Seen(Anna, Nonce), coordinator.FishForMessage<MembershipNews.Seen>());
    }

    [Fact]
    public async Task AWorkerFollowsAnotherStartOfItsCoordinator()
    {
        CoordinatorMembership first = Form();
        WorkerMembership anna = Start(Anna, Nonce);
        anna.Join(first.Seed, first.Uid, worker);
        coordinator.FishForMessage<MembershipNews.Seen>();
        await first.DisposeAsync();
        CoordinatorMembership second = Form();

        anna.Join(second.Seed, second.Uid, worker);

        Assert.Equal(
            new MembershipNews.Seen(Anna, Nonce), coordinator.FishForMessage<MembershipNews.Seen>());
    }

    [Fact]
    public async Task AMemberThatLeavesIsRemoved()
    {
        CoordinatorMembership cluster = Form();
        WorkerMembership anna = Start(Anna, Nonce);
        anna.Join(cluster.Seed, cluster.Uid, worker);
        coordinator.FishForMessage<MembershipNews.Seen>();

        await anna.LeaveAsync();

        coordinator.FishForMessage<MembershipNews.Removed>();
    }

    [Fact]
    public void AMemberWithoutAConnectionIsAskedToLeaveAfterAWhile()
    {
        CoordinatorMembership cluster = Form("rnn.cluster.unconnected-max = 500ms");
        WorkerMembership anna = Start(Anna, Nonce);
        anna.Join(cluster.Seed, cluster.Uid, worker);
        coordinator.FishForMessage<MembershipNews.Seen>();
        cluster.OnExchange(Anna, Nonce, isOpen: true);

        cluster.OnExchange(Anna, Nonce, isOpen: false);

        Assert.Equal(
            new MembershipNews.Removed(Anna, Nonce), coordinator.FishForMessage<MembershipNews.Removed>());
    }

    /// <summary>A process that was given up: Akka may remove its older start after it has seen the newer one.</summary>
    [Fact]
    public async Task TheEndOfAnOlderStartIsNoNewsOfAProcessThatHasJoinedAnew()
    {
        await using var kit = new KitCluster("rnn.cluster.down-after = 1h");
        (KitNode hub, KitNode[] starts) = await kit.Form(workers: 2);
        hub.System.System.ActorOf(
            ActorProps.Of(() => new MembershipActor(coordinator)), MembershipActor.Name);
        StartPresence(starts[0], hub);
        coordinator.FishForMessage<MembershipNews.Seen>();
        IActorRef newer = StartPresence(starts[1], hub);
        coordinator.FishForMessage<MembershipNews.Seen>();

        Cluster.Get(hub.System.System).Down(starts[0].Address);
        await hub.Hears<ClusterEvent.MemberRemoved>(starts[0]);
        newer.Tell(new PresenceActor.Report(new Step(3), ResidentBytes: 4), ActorRefs.NoSender);
        Assert.IsType<MembershipNews.Reported>(coordinator.FishForMessage<MembershipNews>(
            news => news is MembershipNews.Removed or MembershipNews.Reported));

        Cluster.Get(hub.System.System).Down(starts[1].Address);
        Assert.Equal(
            new MembershipNews.Removed(Anna, Nonce), coordinator.FishForMessage<MembershipNews.Removed>());
    }

    [Fact]
    public async Task WhoDoesNotHearTheOtherSaysSoAndWhenItDoesAgain()
    {
        await using var kit = new KitCluster("rnn.cluster.down-after = 1h");
        (KitNode hub, KitNode[] workers) = await kit.Form(workers: 1);
        hub.System.System.ActorOf(
            ActorProps.Of(() => new MembershipActor(coordinator)), MembershipActor.Name);
        StartPresence(workers[0], hub);
        coordinator.FishForMessage<MembershipNews.Seen>();
        worker.FishForMessage<MembershipNews.CoordinatorReachable>();

        await KitCluster.Cut(hub, workers[0]);
        Assert.Equal(
            new MembershipNews.Unreachable(Anna, Nonce),
            coordinator.FishForMessage<MembershipNews.Unreachable>());
        worker.FishForMessage<MembershipNews.CoordinatorUnreachable>();
        await KitCluster.Heal(hub, workers[0]);

        coordinator.FishForMessage<MembershipNews.Reachable>();
        worker.FishForMessage<MembershipNews.CoordinatorReachable>();
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    public void ANodeIsKnownByTheAddressOfItsExchange(string listen, string expected) =>
        Assert.Equal(expected, MemberAddress.Of(new Endpoint(listen, 7070)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public void ANodeThatListensEverywhereIsKnownByOneAddress(string listen) =>
        Assert.DoesNotContain(MemberAddress.Of(new Endpoint(listen, 7070)), (string[])["0.0.0.0", "::"]);

    private IActorRef StartPresence(KitNode node, KitNode hub) => node.System.System.ActorOf(
        ActorProps.Of(() => new PresenceActor(
            Anna, Nonce, hub.System.Self.Endpoint, worker, static _ => { }, static _ => { })));

    private CoordinatorMembership Form(string settings = "")
    {
        var membership = new CoordinatorMembership(
            new ClusterSystemOptions(ClusterRole.Coordinator, new Endpoint("127.0.0.1", 0), TimeProvider.System)
            {
                Operator = settings,
            });
        membership.Begin(coordinator);
        ends.Add(membership);
        return membership;
    }

    private WorkerMembership Start(NodeId node, long incarnation)
    {
        var membership = new WorkerMembership(
            new NodeDescription(node, incarnation, "here", 1, 1, 1, "any", "test", Fingerprint: 1),
            ClusterSystemTests.Options(),
            static _ => { });
        ends.Insert(0, membership);
        return membership;
    }
}
