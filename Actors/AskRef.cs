namespace RnnCluster.Actors;

/// <summary>
/// Where the answer to one question goes. It lives from the question to the answer or to the timeout, whichever is
/// first; while it lives its path can be resolved, so that an answer may come from another process.
/// </summary>
internal sealed class AskRef : ActorRef
{
    private readonly ActorSystem system;
    private readonly Action<object, ActorRef?> onAnswer;
    private readonly Action onTimeout;
    private readonly ITimer timer;
    private int isDone;

    public AskRef(
        ActorSystem system,
        string path,
        TimeSpan timeout,
        Action<object, ActorRef?> onAnswer,
        Action onTimeout)
        : base(path)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        this.system = system;
        this.onAnswer = onAnswer;
        this.onTimeout = onTimeout;
        system.Register(this);

        // Started when the field is set: the clock may be faster than the assignment.
        timer = system.Time.CreateTimer(
            static self => ((AskRef)self!).OnTimeout(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(timeout, Timeout.InfiniteTimeSpan);
    }

    public override void Tell(object message, ActorRef? sender = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (TryEnd())
        {
            onAnswer(message, sender);
        }
        else
        {
            system.Bury(message, sender, this, DeadLetterReason.NoReceiver);
        }
    }

    private void OnTimeout()
    {
        if (TryEnd())
        {
            onTimeout();
        }
    }

    private bool TryEnd()
    {
        if (Interlocked.Exchange(ref isDone, 1) != 0)
        {
            return false;
        }

        timer.Dispose();
        system.Unregister(this);
        return true;
    }
}
