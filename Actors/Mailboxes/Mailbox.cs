using System.Diagnostics.CodeAnalysis;
using RnnCluster.Shared;

namespace RnnCluster.Actors.Mailboxes;

/// <summary>
/// What waits for an actor, in the order in which it is handed out: a message that the manual dispatcher holds for a
/// turn that takes virtual time, system messages, what was stashed and is wanted again, user messages.
/// </summary>
/// <remarks>
/// It also knows whether the actor has a turn, or is in line for one: whoever finds it without and makes it ready is
/// told to schedule it, so that no actor ever has two turns at once. Posting may happen on any thread, everything else
/// in the actor's turn.
/// </remarks>
internal sealed class Mailbox(int capacity)
{
    private readonly Lock gate = new();
    private readonly Queue<SystemMessage> systemMessages = [];
    private readonly Queue<Envelope> messages = [];
    private Queue<Envelope> unstashed = [];
    private Envelope? held;
    private bool isScheduled;

    /// <summary>At first it is: somebody may resolve the address before the actor has started.</summary>
    private bool isSuspended = true;

    private bool isClosed;

    /// <summary>How many user messages may wait; what the system itself tells comes in above it.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>How many user messages wait.</summary>
    public int Depth
    {
        get
        {
            lock (gate)
            {
                return messages.Count + unstashed.Count + (held is null ? 0 : 1);
            }
        }
    }

    private bool HasWork =>
        !isClosed
        && (held is not null || systemMessages.Count > 0 || (!isSuspended && messages.Count + unstashed.Count > 0));

    /// <summary>Adds a user message.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="isExempt">Whether the bound does not hold for it, because something else bounds it.</param>
    public PostResult Post(in Envelope envelope, bool isExempt)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return PostResult.Closed;
            }

            if (messages.Count >= Capacity && !isExempt)
            {
                return PostResult.Full;
            }

            messages.Enqueue(envelope);
            return MaybeSchedule();
        }
    }

    /// <summary>Adds a system message.</summary>
    public PostResult Post(SystemMessage message)
    {
        lock (gate)
        {
            if (isClosed)
            {
                return PostResult.Closed;
            }

            systemMessages.Enqueue(message);
            return MaybeSchedule();
        }
    }

    /// <summary>Takes what is next: either a system message or an envelope.</summary>
    public bool TryTake(out SystemMessage? system, out Envelope envelope)
    {
        lock (gate)
        {
            (system, envelope) = (null, default);
            if (!HasWork)
            {
                return false;
            }

            if (held is { } first)
            {
                (held, envelope) = (null, first);
            }
            else if (!systemMessages.TryDequeue(out system) && !unstashed.TryDequeue(out envelope))
            {
                envelope = messages.Dequeue();
            }

            return true;
        }
    }

    /// <summary>Takes a user message, if that is what is next, and holds it: nothing goes before it any more.</summary>
    public bool TryHold([NotNullWhen(true)] out object? message)
    {
        lock (gate)
        {
            Ensure.That(held is null);
            if (systemMessages.Count == 0 && HasWork)
            {
                held = unstashed.TryDequeue(out Envelope envelope) ? envelope : messages.Dequeue();
            }

            message = held?.Message;
            return message is not null;
        }
    }

    /// <summary>Ends a turn.</summary>
    /// <returns>Whether something is left to do, so that the actor must be scheduled again.</returns>
    public bool EndTurn()
    {
        lock (gate)
        {
            return isScheduled = HasWork;
        }
    }

    /// <summary>From now on, or no more, user messages wait.</summary>
    public void Suspend(bool value)
    {
        lock (gate)
        {
            isSuspended = value;
        }
    }

    /// <summary>Puts envelopes in front of all user messages.</summary>
    public void Unstash(IEnumerable<Envelope> envelopes)
    {
        lock (gate)
        {
            unstashed = new Queue<Envelope>(envelopes.Concat(unstashed));
        }
    }

    /// <summary>Accepts nothing from now on.</summary>
    /// <returns>What was left, in order.</returns>
    public (List<SystemMessage> SystemMessages, List<Envelope> Envelopes) Close()
    {
        lock (gate)
        {
            isClosed = true;
            List<Envelope> left = [.. unstashed, .. messages];
            if (held is { } first)
            {
                left.Insert(0, first);
            }

            List<SystemMessage> system = [.. systemMessages];
            held = null;
            unstashed.Clear();
            messages.Clear();
            systemMessages.Clear();
            return (system, left);
        }
    }

    private PostResult MaybeSchedule()
    {
        if (isScheduled || !HasWork)
        {
            return PostResult.Accepted;
        }

        isScheduled = true;
        return PostResult.AcceptedAndReady;
    }
}
