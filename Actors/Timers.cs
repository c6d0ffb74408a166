using RnnCluster.Shared;

namespace RnnCluster.Actors;

/// <summary>
/// An actor's messages to itself, later. A timer has a key; a new one under the same key replaces it. The message of a
/// timer that was cancelled or replaced never arrives, even if it was already in the mailbox. All timers end with the
/// actor and with a restart.
/// </summary>
/// <remarks>
/// A timer has at most one message in the mailbox, which is why a full mailbox does not drop it: a tick that comes
/// while the one before still waits is left out.
/// </remarks>
public sealed class Timers
{
    private readonly ActorCell cell;
    private readonly OrderedDictionary<object, TimerEntry> entries = [];

    internal Timers(ActorCell cell) => this.cell = cell;

    /// <summary>Tells the message once.</summary>
    /// <param name="key">The timer's name within the actor.</param>
    /// <param name="message">What to tell; not on loan.</param>
    /// <param name="delay">When, from now; not below zero.</param>
    public void StartSingle(object key, object message, TimeSpan delay) =>
        Start(key, message, delay, Timeout.InfiniteTimeSpan);

    /// <summary>Tells the message again and again, first after one interval.</summary>
    /// <param name="key">The timer's name within the actor.</param>
    /// <param name="message">What to tell; not on loan.</param>
    /// <param name="interval">How often, above zero.</param>
    public void StartPeriodic(object key, object message, TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero);
        Start(key, message, interval, interval);
    }

    /// <summary>Whether a timer is running.</summary>
    /// <param name="key">Its name.</param>
    public bool IsActive(object key) => entries.ContainsKey(key);

    /// <summary>Ends a timer; nothing happens if there is none.</summary>
    /// <param name="key">Its name.</param>
    public void Cancel(object key)
    {
        if (entries.Remove(key, out TimerEntry? entry))
        {
            entry.Cancel();
        }
    }

    /// <summary>Ends all timers.</summary>
    public void CancelAll()
    {
        foreach (TimerEntry entry in entries.Values)
        {
            entry.Cancel();
        }

        entries.Clear();
    }

    internal void Forget(TimerEntry entry) => entries.Remove(entry.Key);

    private void Start(object key, object message, TimeSpan delay, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        Ensure.That(message is not IReleasable);
        Cancel(key);
        entries.Add(key, new TimerEntry(cell, key, message, delay, period));
    }
}
