using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using RnnCluster.Actors;
using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Health;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>
/// A worker's voice in the cluster: it says which process this member is and how it is, listens whether the coordinator
/// is heard, and finds out that this system is a member no more.
/// </summary>
internal sealed class PresenceActor : MeasuredActor, IWithTimers
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>A seed that was not heard by then is unheard: as long as the pause that makes one so.</summary>
    private const int LooksBeforeFirst = 8;

    /// <summary>
    /// After this number of reports without an answer of a coordinator that is heard, this system is no member any
    /// more: six seconds. A process that stood still meanwhile has sent none.
    /// </summary>
    private const int UnansweredMax = 12;

    private readonly Cluster cluster = Cluster.Get(Context.System);
    private readonly MachineClock clock = new(Context.System.Clock());
    private readonly Queue<(long Sequence, TimeSpan At)> sent = new();
    private readonly Presence presence;
    private readonly Address seed;
    private readonly ActorSelection coordinator;
    private readonly IActorRef worker;
    private readonly Action<string> onLost;
    private readonly Action<bool> onHeard;
    private long sequence;
    private long looks;
    private TimeSpan roundTrip;
    private bool isKnown;
    private bool isUnheard;

    /// <summary>A voice.</summary>
    /// <param name="node">The process's name.</param>
    /// <param name="incarnation">Its nonce.</param>
    /// <param name="seed">Where the coordinator's Akka listens.</param>
    /// <param name="worker">Gets the news.</param>
    /// <param name="onLost">Called when this system is a member no more, with a reason for people.</param>
    /// <param name="onHeard">Called when the coordinator is heard no more, or again.</param>
    public PresenceActor(
        NodeId node,
        long incarnation,
        Endpoint seed,
        IActorRef worker,
        Action<string> onLost,
        Action<bool> onHeard)
    {
        this.worker = worker;
        this.onLost = onLost;
        this.onHeard = onHeard;
        presence = new Presence(node, incarnation, cluster.SelfUniqueAddress.Uid);
        this.seed = cluster.SelfAddress.WithHost(seed.Host).WithPort(seed.Port);
        coordinator = Context.ActorSelection($"{this.seed}/user/{MembershipActor.Name}");
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        cluster.Subscribe(Self, typeof(ClusterEvent.MemberRemoved), typeof(ClusterEvent.MemberDowned));
        Context.System.EventStream.Subscribe(Self, typeof(ThisActorSystemQuarantinedEvent));
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookInterval);
        worker.Tell(new MembershipNews.CoordinatorReachable(), Self);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        cluster.Unsubscribe(Self);
        Context.System.EventStream.Unsubscribe(Self);
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Report report:
                OnReport(report);
                break;
            case HeartbeatReply reply:
                OnReply(reply.Sequence);
                break;
            case Look:
                OnLook();
                break;
            case ThisActorSystemQuarantinedEvent:
                onLost("the coordinator does not listen to this member any more");
                break;
            case ClusterEvent.IMemberEvent changed:
                if (changed.Member.UniqueAddress.Equals(cluster.SelfUniqueAddress))
                {
                    onLost("it was removed from the cluster");
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnReport(Report report)
    {
        if (isUnheard)
        {
            // A coordinator that does not run answers no one: its silence says nothing about this member.
            sent.Clear();
            return;
        }

        if (sent.Count >= UnansweredMax)
        {
            sent.Clear();
            onLost("the coordinator does not know this member");
            return;
        }

        sent.Enqueue((++sequence, clock.Now));
        coordinator.Tell(presence, Self);
        coordinator.Tell(new Heartbeat(sequence, report.Step, report.ResidentBytes, roundTrip), Self);
    }

    private void OnReply(long answered)
    {
        isKnown = true;
        while (sent.TryPeek(out (long Sequence, TimeSpan At) first) && first.Sequence <= answered)
        {
            sent.Dequeue();
            if (first.Sequence == answered)
            {
                roundTrip = clock.Now - first.At;
                worker.Tell(new MembershipNews.Answered(roundTrip), Self);
            }
        }
    }

    private void OnLook()
    {
        looks++;
        if (!isKnown)
        {
            // It says who it is until that is known: a join is news within 0.2 s.
            coordinator.Tell(presence, Self);
        }

        bool isHeard = cluster.FailureDetector.IsMonitoring(seed)
            ? cluster.FailureDetector.IsAvailable(seed)
            : looks < LooksBeforeFirst;
        if (isHeard == isUnheard)
        {
            isUnheard = !isHeard;
            onHeard(isHeard);
            worker.Tell(
                isHeard ? new MembershipNews.CoordinatorReachable() : new MembershipNews.CoordinatorUnreachable(),
                Self);
        }
    }

    /// <summary>How the process is.</summary>
    internal sealed record Report(Step Step, long ResidentBytes);

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }
}
