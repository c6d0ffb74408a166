using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote;
using RnnCluster.Node.Hosting;

namespace RnnCluster.Node.Membership;

/// <summary>
/// The shell around <see cref="DowningRules"/>. It is an actor of Akka's own part of the system, below the cluster's.
/// </summary>
internal sealed class CoordinatorDowner : UntypedActor, IWithTimers
{
    /// <summary>How often it looks who is silent: a small part of the time after which they are.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private readonly Cluster cluster;
    private readonly MachineClock clock;
    private readonly DowningRules rules;
    private readonly PortProbe probe;
    private readonly List<DowningEffect> effects = [];
    private readonly ILoggingAdapter log;

    /// <summary>A judge of a cluster's members.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="time">Its clock.</param>
    public CoordinatorDowner(Cluster cluster, TimeProvider time)
    {
        this.cluster = cluster;
        Config settings = Context.System.Settings.Config.GetConfig("rnn.cluster");
        clock = new MachineClock(time);
        rules = new DowningRules(settings.GetTimeSpan("down-after"));
        probe = new PortProbe(time, settings.GetInt("refusals"), settings.GetTimeSpan("refusal-interval"));
        log = Context.GetLogger();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        cluster.Subscribe(Self, typeof(ClusterEvent.MemberRemoved));
        Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
        Timers.StartPeriodicTimer(nameof(Look), Look.Instance, LookInterval);
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
            case Look:
                rules.OnLooked(clock.Now, Silent(), effects);
                break;
            case DisassociatedEvent ended when Find(ended.RemoteAddress) is { } member:
                rules.OnConnectionLost(member, effects);
                break;
            case Answered answered:
                rules.OnAnswered(answered.Member, answered.IsDead, effects);
                break;
            case ClusterEvent.MemberRemoved removed:
                rules.OnRemoved(AddressOf(removed.Member));
                break;
            default:
                return;
        }

        foreach (DowningEffect effect in effects)
        {
            Interpret(effect);
        }

        effects.Clear();
    }

    private void Interpret(DowningEffect effect)
    {
        switch (effect)
        {
            case DowningEffect.Ask ask:
                IActorRef self = Self;
                _ = Task.Run(async () =>
                    self.Tell(new Answered(ask.Member, await probe.IsDeadAsync(ask.Member.Endpoint)), self));
                break;
            case DowningEffect.Down down:
                // An address has one start at a time; it may have another one than was judged by now.
                if (Members.FirstOrDefault(member => AddressOf(member) == down.Member) is { } found)
                {
                    log.Warning("the member at {0} is down: {1}", down.Member.Endpoint, down.Reason);
                    cluster.Down(found.Address);
                }

                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A member that is on its way out needs no judge: its end is agreed on.</summary>
    private IEnumerable<Member> Members =>
        cluster.State.Members.Where(member => IsOther(member) && member.Status != MemberStatus.Exiting);

    private ClusterAddress[] Silent() =>
    [
        .. Members.Intersect(cluster.State.Unreachable)
            .Where(member => !cluster.FailureDetector.IsAvailable(member.Address))
            .Select(AddressOf),
    ];

    private ClusterAddress? Find(Address address) =>
        Members.FirstOrDefault(member => member.Address.Equals(address)) is { } member ? AddressOf(member) : null;

    private bool IsOther(Member member) => !member.UniqueAddress.Equals(cluster.SelfUniqueAddress);

    private static ClusterAddress AddressOf(Member member) =>
        new(ClusterSystem.EndpointOf(member.Address), member.UniqueAddress.Uid);

    private sealed record Answered(ClusterAddress Member, bool IsDead);

    private sealed record Look
    {
        public static readonly Look Instance = new();
    }
}
