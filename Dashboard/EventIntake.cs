using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Dashboard;

/// <summary>
/// Stands between the event stream and the dashboard's actor. Whoever publishes puts an event and its time into a
/// list, which is all that happens on their thread; the actor takes what has gathered when its timer fires. So the
/// actor is woken four times a second and not by every event, and a burst is no flood of dead letters.
/// </summary>
internal sealed class EventIntake(ActorSystem system, DashboardClock clock)
    : DirectRef(system, "dashboard-intake")
{
    /// <summary>
    /// The fastest run known makes 2,000 steps a second; with 16 workers that is 34,000 events, 8,500 in a quarter of
    /// a second. Twice that; what comes above it is counted and left out. 0.6 MB of entries if it ever fills.
    /// </summary>
    public const int Capacity = 16_384;

    /// <summary>The actor is woken before its timer when so many wait.</summary>
    public const int WakeAt = Capacity / 4;

    private readonly Lock gate = new();
    private List<TimedEvent> gathered = [];
    private long dropped;
    private IActorRef? reader;

    /// <summary>Whom to wake.</summary>
    public void Open(IActorRef actor)
    {
        lock (gate)
        {
            reader = actor;
        }
    }

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not RunEvent happened)
        {
            return;
        }

        var timed = new TimedEvent(clock.At, clock.Now, happened);
        IActorRef? wake = null;
        lock (gate)
        {
            if (gathered.Count == Capacity)
            {
                dropped++;
                return;
            }

            gathered.Add(timed);
            if (gathered.Count == WakeAt)
            {
                wake = reader;
            }
        }

        wake?.Tell(DashboardMessage.Wake.Instance);
    }

    /// <summary>Takes all that has gathered.</summary>
    /// <param name="spare">An empty list that takes its place.</param>
    /// <param name="lost">How many were left out since the last time.</param>
    public List<TimedEvent> Take(List<TimedEvent> spare, out long lost)
    {
        lock (gate)
        {
            (List<TimedEvent> taken, gathered) = (gathered, spare);
            (lost, dropped) = (dropped, 0);
            return taken;
        }
    }
}
