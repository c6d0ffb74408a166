using Akka.Cluster;
using RnnCluster.ClusterKit;
using RnnCluster.Node.Membership;

namespace RnnCluster.Node.Tests.Membership;

/// <summary>Who is downed in a real cluster whose nodes end, fall silent, or do not reach each other.</summary>
public sealed class DowningTests
{
    /// <summary>So long that silence downs no member in this test.</summary>
    private const string Never = "rnn.cluster.down-after = 1h";

    private const string Soon = "rnn.cluster.down-after = 1s";

    [Fact]
    public async Task AMemberWhoseProcessIsGoneIsRemovedBecauseItsPortRefuses()
    {
        await using var cluster = new KitCluster(Never);
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 3);

        await workers[0].System.DisposeAsync();

        await coordinator.Hears<ClusterEvent.MemberRemoved>(workers[0]);
        await workers[1].Hears<ClusterEvent.MemberRemoved>(workers[0]);
        Assert.False(coordinator.HasHeard<ClusterEvent.MemberDowned>(workers[1]));
    }

    [Fact]
    public async Task AMemberThatIsCutOffIsRemovedAfterAWhileAndDownsNoOne()
    {
        await using var cluster = new KitCluster(Soon);
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 2);

        await KitCluster.Cut(workers[0], coordinator);
        await KitCluster.Cut(workers[0], workers[1]);
        await coordinator.Hears<ClusterEvent.UnreachableMember>(workers[0]);
        await coordinator.Hears<ClusterEvent.MemberRemoved>(workers[0]);

        await workers[0].Hears<ClusterEvent.UnreachableMember>(coordinator);
        Assert.False(workers[0].HasHeard<ClusterEvent.MemberDowned>(coordinator));
        Assert.False(workers[0].HasHeard<ClusterEvent.MemberDowned>(workers[1]));
        Assert.False(coordinator.HasHeard<ClusterEvent.MemberDowned>(workers[1]));
    }

    /// <summary>Akka's resolver downs both ends of such a link, the coordinator too: a third node hears both.</summary>
    [Fact]
    public async Task OneLinkThatIsCutDownsItsWorkerAndNotItsCoordinator()
    {
        await using var cluster = new KitCluster(Soon);
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 2);

        await KitCluster.Cut(workers[0], coordinator);

        await coordinator.Hears<ClusterEvent.MemberDowned>(workers[0]);
        await workers[1].Hears<ClusterEvent.MemberRemoved>(workers[0]);
        Assert.False(workers[1].HasHeard<ClusterEvent.MemberDowned>(coordinator));
        Assert.False(Cluster.Get(coordinator.System.System).IsTerminated);
    }

    /// <summary>A third worker, cut off when those two were unreachable already, is the clock of this test.</summary>
    [Fact]
    public async Task TwoWorkersThatDoNotHearEachOtherAreNotDown()
    {
        await using var cluster = new KitCluster(Soon);
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 3);

        await KitCluster.Cut(workers[0], workers[1]);
        await coordinator.Hears<ClusterEvent.UnreachableMember>(workers[0]);
        await coordinator.Hears<ClusterEvent.UnreachableMember>(workers[1]);
        await KitCluster.Cut(workers[2], coordinator);
        await coordinator.Hears<ClusterEvent.MemberDowned>(workers[2]);

        Assert.False(coordinator.HasHeard<ClusterEvent.MemberDowned>(workers[0]));
        Assert.False(coordinator.HasHeard<ClusterEvent.MemberDowned>(workers[1]));
        await KitCluster.Heal(workers[0], workers[1]);
        await coordinator.Hears<ClusterEvent.ReachableMember>(workers[0]);
    }

    [Fact]
    public async Task AMemberThatIsHeardAgainInTimeStays()
    {
        await using var cluster = new KitCluster(Never);
        (KitNode coordinator, KitNode[] workers) = await cluster.Form(workers: 1);

        await KitCluster.Cut(workers[0], coordinator);
        await coordinator.Hears<ClusterEvent.UnreachableMember>(workers[0]);
        await KitCluster.Heal(workers[0], coordinator);

        await coordinator.Hears<ClusterEvent.ReachableMember>(workers[0]);
        Assert.False(coordinator.HasHeard<ClusterEvent.MemberDowned>(workers[0]));
    }

    [Theory]
    [InlineData(ClusterRole.Coordinator, true)]
    [InlineData(ClusterRole.Worker, false)]
    public async Task OnlyACoordinatorMayDownAnother(ClusterRole role, bool mayDown)
    {
        await using var node = ClusterSystem.Create(ClusterSystemTests.Options() with { Role = role });

        Assert.Equal(mayDown, Cluster.Get(node.System).DowningProvider.DowningActorProps is not null);
    }
}
