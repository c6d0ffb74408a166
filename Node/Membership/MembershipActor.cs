using Akka.Actor;
using Akka.Cluster;
using RnnCluster.Actors;
using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Health;
using RnnCluster.Shared;

namespace RnnCluster.Node.Membership;

/// <summary>
/// Which processes are members of a coordinator's cluster, and which of them it does not hear. A member is the process
/// that has told its uid here and its nonce at both places.
/// </summary>
internal sealed class MembershipActor : MeasuredActor, IWithTimers
{
    /// <summary>Where workers find it.</summary>
    public const string Name = "membership";

    /// <summary>A small part of the pause after which a member counts as unreachable.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private readonly Cluster cluster = Cluster.Get(Context.System);
    private readonly MachineClock clock = new(Context.System.Clock());
    private readonly IActorRef coordinator;

    /// <summary>A member that could not connect over the exchange for so long is asked to leave the cluster.</summary>
    private readonly TimeSpan closedMax =
        Context.System.Settings.Config.GetTimeSpan("rnn.cluster.unconnected-max");

    /// <summary>Akka's members by uid, this node left out.</summary>
    private readonly Dictionary<int, Address> members = [];

    /// <summary>Who is who, as the processes say: at most as many as a cluster has nodes.</summary>
    private readonly Dictionary<int, Presence> presences = [];

    /// <summary>
    /// The newest start of each process's member. A process that was given up joins anew: that its older start is
    /// removed may come later than the news of the newer one, and says nothing of the process then.
    /// </summary>
    private readonly Dictionary<(NodeId Node, long Incarnation), int> newest = [];

    private readonly Dictionary<IActorRef, int> reporters = [];
    private readonly HashSet<int> unheard = [];
    private readonly Dictionary<(NodeId Node, long Incarnation), TimeSpan> closed = [];

    /// <summary>Begins to listen.</summary>
    /// <param name="coordinator">Gets the news.</param>
    public MembershipActor(IActorRef coordinator) => this.coordinator = coordinator;

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        cluster.Subscribe(
            Self,
            ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents,
            typeof(ClusterEvent.IMemberEvent));
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookInterval);
    }

    /// <inheritdoc/>
    protected override void PostStop() => cluster.Unsubscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Presence presence:
                OnPresence(presence);
                break;
            case Heartbeat report:
                OnReport(report);
                break;
            case Look:
                OnLook();
                break;
            case Exchange exchange:
                OnExchange(exchange);
                break;
            case ClusterEvent.MemberRemoved or ClusterEvent.MemberDowned:
                Remove(((ClusterEvent.IMemberEvent)message).Member.UniqueAddress.Uid);
                break;
            case ClusterEvent.IMemberEvent changed:
                OnMember(changed.Member);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnMember(Member member)
    {
        int uid = member.UniqueAddress.Uid;
        if (!member.UniqueAddress.Equals(cluster.SelfUniqueAddress) && members.TryAdd(uid, member.Address)
            && presences.TryGetValue(uid, out Presence? presence))
        {
            coordinator.Tell(new MembershipNews.Seen(presence.Node, presence.Incarnation), Self);
        }
    }

    private void OnPresence(Presence presence)
    {
        if (presences.Count < Limits.NodesMax && presences.TryAdd(presence.Uid, presence))
        {
            reporters[Sender] = presence.Uid;
            newest[(presence.Node, presence.Incarnation)] = presence.Uid;
            if (members.ContainsKey(presence.Uid))
            {
                coordinator.Tell(new MembershipNews.Seen(presence.Node, presence.Incarnation), Self);
            }
        }
    }

    /// <summary>Who is no member gets no answer, and knows by that.</summary>
    private void OnReport(Heartbeat report)
    {
        if (reporters.TryGetValue(Sender, out int uid) && members.ContainsKey(uid)
            && presences.TryGetValue(uid, out Presence? presence))
        {
            Sender.Tell(new HeartbeatReply(report.Sequence), Self);
            coordinator.Tell(new MembershipNews.Reported(presence.Node, report), Self);
        }
    }

    private void OnLook()
    {
        foreach ((int uid, Address address) in members)
        {
            if (!presences.TryGetValue(uid, out Presence? presence) || !IsNewest(presence))
            {
                continue;
            }

            if (cluster.FailureDetector.IsAvailable(address))
            {
                if (unheard.Remove(uid))
                {
                    coordinator.Tell(new MembershipNews.Reachable(presence.Node, presence.Incarnation), Self);
                }
            }
            else if (unheard.Add(uid))
            {
                coordinator.Tell(new MembershipNews.Unreachable(presence.Node, presence.Incarnation), Self);
            }
        }

        foreach (((NodeId node, long incarnation), TimeSpan since) in closed.ToArray())
        {
            if (clock.Now - since > closedMax)
            {
                // Asked again and again until it is gone or connects: a wish is gossip, and can be overtaken.
                closed[(node, incarnation)] = clock.Now;
                AskToLeave(node, incarnation);
            }
        }
    }

    private void OnExchange(Exchange exchange)
    {
        closed.Remove((exchange.Node, exchange.Incarnation));
        if (!exchange.IsOpen && presences.Values.Any(presence => IsOf(presence, exchange.Node, exchange.Incarnation)))
        {
            closed.Add((exchange.Node, exchange.Incarnation), clock.Now);
        }
    }

    private void AskToLeave(NodeId node, long incarnation)
    {
        foreach ((int uid, Address address) in members)
        {
            if (presences.TryGetValue(uid, out Presence? presence) && IsOf(presence, node, incarnation))
            {
                cluster.Leave(address);
            }
        }
    }

    private void Remove(int uid)
    {
        bool wasMember = members.Remove(uid);
        unheard.Remove(uid);
        if (presences.Remove(uid, out Presence? presence))
        {
            OnProcessRemoved(presence, wasMember);
        }

        foreach (IActorRef reporter in reporters.Where(pair => pair.Value == uid).Select(pair => pair.Key).ToArray())
        {
            reporters.Remove(reporter);
        }
    }

    private void OnProcessRemoved(Presence presence, bool wasMember)
    {
        (NodeId Node, long Incarnation) process = (presence.Node, presence.Incarnation);
        if (IsNewest(presence))
        {
            newest.Remove(process);
        }

        bool hasJoinedAnew = newest.TryGetValue(process, out int uid) && members.ContainsKey(uid);
        if (wasMember && !hasJoinedAnew)
        {
            closed.Remove(process);
            coordinator.Tell(new MembershipNews.Removed(presence.Node, presence.Incarnation), Self);
        }
    }

    private bool IsNewest(Presence presence) =>
        newest.TryGetValue((presence.Node, presence.Incarnation), out int uid) && uid == presence.Uid;

    private static bool IsOf(Presence presence, NodeId node, long incarnation) =>
        presence.Node == node && presence.Incarnation == incarnation;

    /// <summary>A process's exchange has opened or closed.</summary>
    internal sealed record Exchange(NodeId Node, long Incarnation, bool IsOpen);

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }
}
