using Akka.Remote.Transport;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;

namespace RnnCluster.ClusterKit;

/// <summary>
/// Several nodes in one process, each an actor system of its own over real sockets, which a test joins, cuts off from
/// each other, and ends. It reads like Akka's multi-node specs: a step for all nodes is awaited before the next.
/// </summary>
public sealed class KitCluster : IAsyncDisposable
{
    /// <summary>Every connection goes through Akka's throttle, so that it can be cut.</summary>
    private const string Throttled = """akka.remote.dot-netty.tcp.applied-adapters = ["trttl"]""";

    private readonly List<KitNode> nodes = [];
    private readonly string settings;

    /// <summary>A cluster without nodes.</summary>
    /// <param name="settings">What takes the place of the product's settings, in HOCON.</param>
    public KitCluster(string settings = "") => this.settings = $"{Throttled}\n{settings}";

    /// <summary>Starts a node that is no member yet.</summary>
    /// <param name="name">Its name in failures.</param>
    /// <param name="role">What it is.</param>
    public KitNode Start(string name, ClusterRole role)
    {
        var node = new KitNode(name, role, settings);
        nodes.Add(node);
        return node;
    }

    /// <summary>Starts a coordinator and workers, and waits until each of them is up in all eyes.</summary>
    /// <param name="workers">How many.</param>
    public async Task<(KitNode Coordinator, KitNode[] Workers)> Form(int workers)
    {
        KitNode coordinator = Start("coordinator", ClusterRole.Coordinator);
        coordinator.System.Form();
        await coordinator.IsUp().ConfigureAwait(false);
        KitNode[] joined = [.. Enumerable.Range(1, workers).Select(n => Start($"worker-{n}", ClusterRole.Worker))];
        foreach (KitNode worker in joined)
        {
            worker.System.Join(coordinator.System.Self.Endpoint);
        }

        await Barrier([coordinator, .. joined]).ConfigureAwait(false);
        return (coordinator, joined);
    }

    /// <summary>Waits until each of these nodes knows each other one as up.</summary>
    /// <param name="members">The nodes.</param>
    public static Task Barrier(params IReadOnlyList<KitNode> members) => Task.WhenAll(
        from node in members
        from member in members
        select (Task)node.Hears<Akka.Cluster.ClusterEvent.MemberUp>(member));

    /// <summary>Lets nothing through between two nodes, in neither direction; connections stay open.</summary>
    /// <param name="one">A node.</param>
    /// <param name="other">Another one.</param>
    public static async Task Cut(KitNode one, KitNode other)
    {
        await one.Throttle(other, Blackhole.Instance).ConfigureAwait(false);
        await other.Throttle(one, Blackhole.Instance).ConfigureAwait(false);
    }

    /// <summary>Takes back <see cref="Cut"/>.</summary>
    /// <param name="one">A node.</param>
    /// <param name="other">Another one.</param>
    public static async Task Heal(KitNode one, KitNode other)
    {
        await one.Throttle(other, Unthrottled.Instance).ConfigureAwait(false);
        await other.Throttle(one, Unthrottled.Instance).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(nodes.Select(node => node.System.DisposeAsync().AsTask())).ConfigureAwait(false);
        Ensure.That(nodes.All(node => node.System.System.WhenTerminated.IsCompletedSuccessfully));
    }
}
