using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Telemetry.Events;

/// <summary>
/// What stands between the event stream and a reader: it stamps events, keeps a bounded number of them, and drops and
/// counts what comes above. An actor's own mailbox would do that, too, but each drop would be a dead letter, published
/// in its turn; and a training run should not look sick because somebody watches it slowly.
/// </summary>
/// <param name="system">Whose events come.</param>
/// <param name="name">Its name among the subscribers.</param>
/// <param name="capacity">How many events may wait.</param>
/// <param name="time">Stamps them.</param>
internal sealed class EventInbox(ActorSystem system, string name, int capacity, TimeProvider time)
    : DirectRef(system, name)
{
    /// <summary>
    /// A step of 64 workers publishes 65 events; these are 126 such steps, or a minute of a small run. Of 100 bytes
    /// each, 1 MB when it is full. What comes then is dropped, and counted.
    /// </summary>
    public const int CapacityDefault = 8192;

    private readonly Lock gate = new();
    private readonly Queue<StampedEvent> events = [];
    private IActorRef? reader;
    private long dropped;
    private bool isAwake;

    /// <summary>How many events came in vain.</summary>
    public long Dropped => Volatile.Read(ref dropped);

    /// <summary>Who is told <see cref="EventReader.Wake"/> when there is something to read.</summary>
    public void Attach(IActorRef actor)
    {
        lock (gate)
        {
            reader = actor;
        }
    }

    /// <summary>Takes an event, or drops it; it never waits for the reader. Anything else is passed over.</summary>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not RunEvent happened)
        {
            return;
        }

        IActorRef? wake = null;
        lock (gate)
        {
            if (events.Count == capacity)
            {
                dropped++;
                return;
            }

            events.Enqueue(new StampedEvent(time.GetUtcNow(), happened));
            if (!isAwake)
            {
                wake = reader;
                isAwake = reader is not null;
            }
        }

        wake?.Tell(EventReader.Wake);
    }

    /// <summary>Takes the oldest event.</summary>
    public bool TryTake(out StampedEvent happened)
    {
        lock (gate)
        {
            return events.TryDequeue(out happened);
        }
    }

    /// <summary>Ends a reader's turn.</summary>
    /// <returns>Whether it must have another: if not, the next event wakes it.</returns>
    public bool EndTurn()
    {
        lock (gate)
        {
            return isAwake = events.Count > 0;
        }
    }

    /// <summary>Counts an event that was taken and could not be used.</summary>
    public void CountDropped() => Interlocked.Increment(ref dropped);
}
