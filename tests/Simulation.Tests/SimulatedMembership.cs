using Akka.Actor;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;

namespace RnnCluster.Simulation.Tests;

/// <summary>
/// What Akka.Cluster would tell a run of its processes, drawn by the seed: Akka's own membership runs on threads and
/// clocks of its own. Who cannot be heard is unreachable after a while, removed after a longer one, and joins anew when
/// it can; a process that is gone is removed soon, because its port refuses.
/// </summary>
internal sealed class SimulatedMembership
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LookInterval = 100 * Ms;
    private static readonly TimeSpan RemovedAfter = 8_500 * Ms;

    private readonly SimulatedCluster cluster;
    private readonly Chance chance;
    private readonly TimeSpan unreachableAfter;
    private readonly List<Seat> seats = [];
    private readonly ITimer looking;
    private TimeSpan coordinatorWoke;

    public SimulatedMembership(SimulatedCluster cluster, ulong seed)
    {
        this.cluster = cluster;
        chance = new Chance(seed ^ 0x6d656d62657273);
        unreachableAfter = chance.Between(1_350 * Ms, 1_600 * Ms);
        looking = cluster.Time.CreateTimer(_ => Look(), null, LookInterval, LookInterval);
    }

    /// <summary>A worker's process asks to be a member; asking again changes nothing while it is one.</summary>
    public IWorkerMembership SeatOf(SimulatedNode node) => new WorkerSeat(this, node);

    public ICoordinatorMembership CoordinatorSeat(int uid) => new CoordinatorSeatOf(uid);

    public void Stop() => looking.Dispose();

    private void Join(SimulatedNode node, int uid, IActorRef worker)
    {
        Seat? seat = seats.Find(other => other.Node == node);
        if (seat is null)
        {
            seats.Add(seat = new Seat(node, worker));
        }

        if (seat.Uid != uid)
        {
            Begin(seat, uid);
        }
    }

    private void Begin(Seat seat, int uid)
    {
        seat.Uid = uid;
        seat.IsMember = false;
        seat.JoinsAt = cluster.Time.Elapsed + chance.Between(50 * Ms, 1_200 * Ms);
    }

    private void Look()
    {
        TimeSpan now = cluster.Time.Elapsed;
        SimulatedNode coordinator = cluster.Coordinator;
        bool isCoordinatorAwake = coordinator.IsAlive && coordinator.FrozenUntil <= now;
        if (!isCoordinatorAwake)
        {
            coordinatorWoke = now;
        }

        foreach (Seat seat in seats.ToArray())
        {
            bool isAwake = seat.Node.IsAlive && seat.Node.FrozenUntil <= now;
            bool isLine = !cluster.IsCut(seat.Node.Id);
            if (isCoordinatorAwake)
            {
                LookAt(seat, coordinator, isAwake && isLine, now);
            }

            if (isAwake)
            {
                LookBack(seat, isCoordinatorAwake && isLine, now);
            }
        }
    }

    /// <summary>As the coordinator hears a worker.</summary>
    private void LookAt(Seat seat, SimulatedNode coordinator, bool isHeard, TimeSpan now)
    {
        if (seat.Uid != (int)coordinator.Self.Incarnation)
        {
            return;
        }

        if (!seat.IsMember)
        {
            if (isHeard && now >= seat.JoinsAt)
            {
                seat.IsMember = true;
                seat.IsUnheard = false;
                seat.HeardAt = now;
                Tell(coordinator, new MembershipNews.Seen(seat.Node.Id, seat.Node.Self.Incarnation));
            }

            return;
        }

        seat.HeardAt = isHeard ? now : seat.HeardAt;

        // A coordinator that stood still itself has heard no one; its reckoning begins when it is awake.
        TimeSpan silence = now - (seat.HeardAt > coordinatorWoke ? seat.HeardAt : coordinatorWoke);
        bool isGone = !seat.Node.IsAlive;
        if (isGone ? chance.IsTrue(0.2) : silence > RemovedAfter)
        {
            Tell(coordinator, new MembershipNews.Removed(seat.Node.Id, seat.Node.Self.Incarnation));
            Begin(seat, seat.Uid);
            if (isGone)
            {
                seats.Remove(seat);
            }
        }
        else if (silence > unreachableAfter != seat.IsUnheard)
        {
            seat.IsUnheard = !seat.IsUnheard;
            Tell(coordinator, seat.IsUnheard
                ? new MembershipNews.Unreachable(seat.Node.Id, seat.Node.Self.Incarnation)
                : new MembershipNews.Reachable(seat.Node.Id, seat.Node.Self.Incarnation));
        }
    }

    /// <summary>As a worker hears its coordinator.</summary>
    private void LookBack(Seat seat, bool isHeard, TimeSpan now)
    {
        seat.HearsAt = isHeard ? now : seat.HearsAt;
        bool isUnheard = now - seat.HearsAt > unreachableAfter;
        if (isUnheard != seat.HearsNothing)
        {
            seat.HearsNothing = isUnheard;
            seat.Worker.Tell(
                isUnheard ? new MembershipNews.CoordinatorUnreachable() : new MembershipNews.CoordinatorReachable(),
                ActorRefs.NoSender);
        }
    }

    private void Tell(SimulatedNode coordinator, MembershipNews news)
    {
        cluster.Write(null, $"{news}");
        coordinator.Role!.Tell(news, ActorRefs.NoSender);
    }

    private sealed class Seat(SimulatedNode node, IActorRef worker)
    {
        public SimulatedNode Node => node;

        public IActorRef Worker => worker;

        /// <summary>The start of the coordinator whose cluster it is in, or asks to be.</summary>
        public int Uid { get; set; }

        public bool IsMember { get; set; }

        public TimeSpan JoinsAt { get; set; }

        public TimeSpan HeardAt { get; set; }

        public bool IsUnheard { get; set; }

        public TimeSpan HearsAt { get; set; }

        public bool HearsNothing { get; set; }
    }

    private sealed class WorkerSeat(SimulatedMembership membership, SimulatedNode node) : IWorkerMembership
    {
        public void Join(string seed, int uid, IActorRef worker) => membership.Join(node, uid, worker);

        public void Report(Step step, long residentBytes)
        {
        }
    }

    private sealed class CoordinatorSeatOf(int uid) : ICoordinatorMembership
    {
        public string Seed => "simulated:1";

        public int Uid => uid;

        public void OnExchange(NodeId node, long incarnation, bool isOpen)
        {
        }
    }
}
