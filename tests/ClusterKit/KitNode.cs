using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;
using RnnCluster.Actors;
using RnnCluster.Node.Membership;
using RnnCluster.Transport;

namespace RnnCluster.ClusterKit;

/// <summary>One node of a <see cref="KitCluster"/>: a system of its own in this process, over real sockets.</summary>
public sealed class KitNode
{
    internal KitNode(string name, ClusterRole role, string settings)
    {
        Name = name;
        Heard = new HeardLog(name);
        System = ClusterSystem.Create(new ClusterSystemOptions(role, new Endpoint("127.0.0.1", 0), TimeProvider.System)
        {
            Operator = settings,
            Log = new KitLogger(Logged),
            OnFailure = failure => Heard.Add(failure),
        });
        System.System.ActorOf(ActorProps.Of(() => new ClusterListener(Heard)), "kit-listener");
    }

    /// <summary>Its name in failures.</summary>
    public string Name { get; }

    /// <summary>The node.</summary>
    public ClusterSystem System { get; }

    /// <summary>What the cluster told it.</summary>
    public HeardLog Heard { get; }

    /// <summary>What Akka logged, from warnings up.</summary>
    public HeardLog Logged { get; } = new("log");

    /// <summary>Akka's address of it.</summary>
    public Address Address => Cluster.Get(System.System).SelfAddress;

    /// <summary>Completes when this node has heard of a member.</summary>
    /// <typeparam name="T">What: Akka's event.</typeparam>
    /// <param name="member">Of whom.</param>
    public Task<T> Hears<T>(KitNode member)
        where T : ClusterEvent.IClusterDomainEvent =>
        Heard.Await<T>($"{typeof(T).Name} of {member.Name}", happened => IsOf(happened, member));

    /// <summary>Whether this node has heard of a member.</summary>
    /// <typeparam name="T">What: Akka's event.</typeparam>
    /// <param name="member">Of whom.</param>
    public bool HasHeard<T>(KitNode member)
        where T : ClusterEvent.IClusterDomainEvent =>
        Heard.All.OfType<T>().Any(happened => IsOf(happened, member));

    /// <summary>Completes when this node is up, as it sees itself.</summary>
    public Task IsUp() => Hears<ClusterEvent.MemberUp>(this);

    internal Task Throttle(KitNode other, ThrottleMode mode) =>
        ((IRemoteActorRefProvider)((ExtendedActorSystem)System.System).Provider).Transport.ManagementCommand(
            new SetThrottle(other.Address, ThrottleTransportAdapter.Direction.Both, mode));

    private static bool IsOf(ClusterEvent.IClusterDomainEvent happened, KitNode member) => happened switch
    {
        ClusterEvent.IMemberEvent change => change.Member.Address.Equals(member.Address),
        ClusterEvent.ReachabilityEvent reached => reached.Member.Address.Equals(member.Address),
        _ => false,
    };
}
