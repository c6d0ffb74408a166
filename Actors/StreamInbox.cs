using Akka.Actor;

namespace RnnCluster.Actors;

/// <summary>
/// Stands between an event stream and the one actor that reads it. What is published is stamped and kept on the
/// publisher's thread, which never waits; what comes above the bound is dropped and counted. An actor's own mailbox
/// would be bounded, too, but each drop would be a dead letter, and each event would wake the actor.
/// </summary>
/// <typeparam name="TEvent">What it keeps; anything else is passed over.</typeparam>
/// <typeparam name="TStamped">An event with the moment of its publishing.</typeparam>
public sealed class StreamInbox<TEvent, TStamped> : DirectRef
    where TEvent : class
{
    private readonly Lock gate = new();
    private readonly int capacity;
    private readonly int wakeAt;
    private readonly Func<TEvent, TStamped> stamp;
    private List<TStamped> gathered = [];
    private IActorRef? reader;
    private long dropped;

    /// <summary>Makes an inbox that nothing is published to yet.</summary>
    /// <param name="system">Whose events come.</param>
    /// <param name="name">Its name, unique among the system's direct refs.</param>
    /// <param name="capacity">How many events may wait.</param>
    /// <param name="wakeAt">How many wait when the reader is woken: 1 for each time that it has read all.</param>
    /// <param name="stamp">Adds the moment; called on the publisher's thread.</param>
    public StreamInbox(ActorSystem system, string name, int capacity, int wakeAt, Func<TEvent, TStamped> stamp)
        : base(system, name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(wakeAt, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, wakeAt);
        this.capacity = capacity;
        this.wakeAt = wakeAt;
        this.stamp = stamp;
    }

    /// <summary>How many events were published in vain.</summary>
    public long Dropped => Volatile.Read(ref dropped);

    /// <summary>Whom to tell <see cref="InboxFilled"/> from now on; at once if enough wait already.</summary>
    /// <param name="actor">The reader.</param>
    public void Attach(IActorRef actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        bool isDue;
        lock (gate)
        {
            reader = actor;
            isDue = gathered.Count >= wakeAt;
        }

        if (isDue)
        {
            actor.Tell(InboxFilled.Instance);
        }
    }

    /// <summary>Takes all that waits, oldest first.</summary>
    /// <param name="spare">An empty list that takes its place: the one that was taken the last time.</param>
    public List<TStamped> Take(List<TStamped> spare)
    {
        lock (gate)
        {
            (List<TStamped> taken, gathered) = (gathered, spare);
            return taken;
        }
    }

    /// <summary>Counts events that were taken and could not be used.</summary>
    /// <param name="count">How many.</param>
    public void CountDropped(int count) => Interlocked.Add(ref dropped, count);

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not TEvent happened)
        {
            return;
        }

        TStamped stamped = stamp(happened);
        IActorRef? wake = null;
        lock (gate)
        {
            if (gathered.Count == capacity)
            {
                Interlocked.Increment(ref dropped);
                return;
            }

            gathered.Add(stamped);
            if (gathered.Count == wakeAt)
            {
                wake = reader;
            }
        }

        wake?.Tell(InboxFilled.Instance);
    }
}
