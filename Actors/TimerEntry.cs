namespace RnnCluster.Actors;

/// <summary>
/// One start of a timer, and at the same time what stands in the mailbox when it is due. A replaced timer is another
/// entry, so an old one in the mailbox is told from the new one by its own flag: there is no generation to count.
/// </summary>
internal sealed class TimerEntry
{
    private readonly ActorCell cell;
    private readonly ITimer timer;
    private readonly bool isPeriodic;
    private bool isCancelled;
    private int isQueued;

    public TimerEntry(ActorCell cell, object key, object message, TimeSpan delay, TimeSpan period)
    {
        this.cell = cell;
        Key = key;
        Message = message;
        isPeriodic = period != Timeout.InfiniteTimeSpan;
        timer = cell.System.Time.CreateTimer(static entry => ((TimerEntry)entry!).OnDue(), this, delay, period);
    }

    public object Key { get; }

    public object Message { get; }

    /// <summary>Called in the actor's turn, like <see cref="TryTake"/>.</summary>
    public void Cancel()
    {
        isCancelled = true;
        timer.Dispose();
    }

    /// <summary>Whether the message is to be handled now that it has come to the head of the mailbox.</summary>
    public bool TryTake()
    {
        Volatile.Write(ref isQueued, 0);
        if (isCancelled)
        {
            return false;
        }

        if (!isPeriodic)
        {
            Cancel();
            cell.Timers.Forget(this);
        }

        return true;
    }

    /// <summary>On the clock's thread.</summary>
    private void OnDue()
    {
        if (Interlocked.Exchange(ref isQueued, 1) == 0)
        {
            cell.Post(this, sender: null, isExempt: true);
        }
    }
}
