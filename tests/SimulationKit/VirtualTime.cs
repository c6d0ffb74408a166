namespace RnnCluster.SimulationKit;

/// <summary>
/// A clock that stands still until it is moved. Timers that are due at the same moment fire in the order in which they
/// were set; a timer that fires may set others, which fire in the same move if they are due within it.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    /// <summary>When the clock begins: any fixed moment would do.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly SortedSet<VirtualTimer> armed = [];
    private long now;

    /// <summary>From 1: a timer that was never armed has order 0 and equals none that is.</summary>
    private long armings = 1;

    /// <summary>How much time has passed since the beginning.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(Volatile.Read(ref now));

    /// <summary>How many timers will fire some day.</summary>
    public int ArmedCount
    {
        get
        {
            lock (gate)
            {
                return armed.Count;
            }
        }
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Start + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves on, firing every timer that becomes due at its own moment.</summary>
    /// <param name="duration">How far, zero or more.</param>
    public void Advance(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        long end = now + duration.Ticks;
        while (TryFire(end))
        {
        }

        Volatile.Write(ref now, end);
    }

    /// <summary>Moves on to the next moment at which a timer is due, and fires what is due then.</summary>
    /// <param name="limit">How far at most; null for as far as it takes.</param>
    /// <returns>False if no timer is due within the limit; the clock has not moved then.</returns>
    public bool AdvanceToNextTimer(TimeSpan? limit = null)
    {
        long due;
        lock (gate)
        {
            if (armed.Min is not { } next || (limit is { } most && next.Due > now + most.Ticks))
            {
                return false;
            }

            due = next.Due;
        }

        while (TryFire(due))
        {
        }

        return true;
    }

    private bool TryFire(long end)
    {
        VirtualTimer timer;
        lock (gate)
        {
            if (armed.Min is not { } next || next.Due > end)
            {
                return false;
            }

            timer = next;
            armed.Remove(timer);
            Volatile.Write(ref now, Math.Max(now, timer.Due));
            if (timer.Period > 0)
            {
                Arm(timer, timer.Due + timer.Period);
            }
        }

        timer.Fire();
        return true;
    }

    private void Arm(VirtualTimer timer, long due)
    {
        timer.Due = due;
        timer.Order = armings++;
        armed.Add(timer);
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state)
        : ITimer, IComparable<VirtualTimer>
    {
        public long Due { get; set; }

        public long Order { get; set; }

        public long Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.armed.Remove(this);
                Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    time.Arm(this, time.now + dueTime.Ticks);
                }
            }

            return true;
        }

        public int CompareTo(VirtualTimer? other) =>
            other is null ? 1 : (Due, Order).CompareTo((other.Due, other.Order));

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
