using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Event;

namespace RnnCluster.Actors;

/// <summary>
/// What waits for an actor. Above the bound the newest message is dropped and published, which gives back what it has
/// on loan; what comes after the actor's end is a dead letter.
/// </summary>
/// <remarks>
/// Akka's mailboxes let a message that meets the actor's end vanish: it is enqueued when the queue has been emptied for
/// the last time. Here the queue knows that it is closed. What Akka itself tells is not bounded, because something else
/// bounds it: <see cref="Terminated"/> by the watches, a timer's message by the timers. A timer has at most one message
/// here; a tick that would be a second one is left out.
/// </remarks>
internal sealed class LoanQueue(IActorRef owner, ActorSystem system, ActorHost host, int capacity)
    : IMessageQueue, IUnboundedDequeBasedMessageQueueSemantics, IBoundedDequeBasedMessageQueueSemantics
{
    private readonly Lock gate = new();
    private readonly Queue<Envelope> messages = [];

    /// <summary>What was stashed and is wanted again: it goes first, the last that was put back before all.</summary>
    private readonly Stack<Envelope> front = [];

    /// <summary>Timers whose message waits.</summary>
    private readonly HashSet<object> ticks = new(ReferenceEqualityComparer.Instance);

    private bool isClosed;

    public IActorRef Owner => owner;

    /// <summary>How many messages may wait, those of Akka not counted.</summary>
    public int Capacity => capacity;

    /// <summary>Whether its actor is one of the host's, and not of Akka's own.</summary>
    public bool IsUsers { get; set; }

    public bool HasMessages => Count > 0;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return messages.Count + front.Count;
            }
        }
    }

    /// <summary>
    /// How many messages may still be taken in this turn; null for as many as the dispatcher wants. Akka takes one more
    /// than a dispatcher's throughput, so a simulation that lets others go on after each message counts itself.
    /// </summary>
    public int? Allowance { get; set; }

    public TimeSpan PushTimeOut { get; set; }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        lock (gate)
        {
            if (!isClosed && MayEnter(envelope.Message))
            {
                messages.Enqueue(envelope);
                return;
            }

            if (envelope.Message is IWrappedMessage or Terminated)
            {
                return;
            }
        }

        // Outside of the lock: a subscriber may send this actor a message.
        system.EventStream.Publish(isClosed
            ? new DeadLetter(envelope.Message, envelope.Sender, owner)
            : new Dropped(envelope.Message, "the mailbox is full", envelope.Sender, owner));
    }

    public void EnqueueFirst(Envelope envelope)
    {
        lock (gate)
        {
            front.Push(envelope);
        }
    }

    public bool TryDequeue(out Envelope envelope)
    {
        lock (gate)
        {
            if (Allowance <= 0 || !(front.TryPop(out envelope) || messages.TryDequeue(out envelope)))
            {
                envelope = default;
                return false;
            }

            Allowance--;
            if (envelope.Message is IWrappedMessage)
            {
                ticks.Remove(envelope.Message);
            }

            return true;
        }
    }

    /// <summary>The message that is next, as its actor will see it.</summary>
    public bool TryPeek([NotNullWhen(true)] out object? message)
    {
        lock (gate)
        {
            bool isThere = front.TryPeek(out Envelope envelope) || messages.TryPeek(out envelope);
            message = isThere ? WrappedMessage.Unwrap(envelope.Message) : null;
            return isThere;
        }
    }

    /// <summary>The actor has ended: what waits is dead letters. Ticks and the ends of others are no loss.</summary>
    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        host.Unregister(owner);
        foreach (Envelope envelope in Close())
        {
            if (envelope.Message is not (IWrappedMessage or Terminated))
            {
                deadletters.Enqueue(owner, envelope);
            }
        }
    }

    /// <summary>Takes all that waits; what comes from now on is a dead letter.</summary>
    public IReadOnlyList<Envelope> Close()
    {
        lock (gate)
        {
            isClosed = true;
            Envelope[] left = [.. front, .. messages];
            front.Clear();
            messages.Clear();
            ticks.Clear();
            return left;
        }
    }

    private bool MayEnter(object message) => message switch
    {
        Terminated => true,
        IWrappedMessage tick => ticks.Add(tick),
        _ => messages.Count + front.Count < capacity,
    };
}
