namespace RnnCluster.Actors.Supervision;

/// <summary>What a supervisor keeps about one of its children.</summary>
internal sealed class ChildRecord(ActorCell cell)
{
    /// <summary>Timestamps of the restarts within the window, oldest first.</summary>
    private readonly Queue<long> restarts = [];

    private ITimer? pause;

    public ActorCell Cell { get; } = cell;

    /// <summary>Whether it was told to stop, so that a restart of the parent waits for it.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Whether its failure became the parent's, whose directive is then the child's, too.</summary>
    public bool IsEscalated { get; set; }

    /// <summary>Counts a restart, if the strategy allows another one.</summary>
    /// <param name="strategy">The parent's.</param>
    /// <param name="time">The system's clock.</param>
    /// <param name="delay">The pause before it.</param>
    public bool TryCountRestart(SupervisorStrategy strategy, TimeProvider time, out TimeSpan delay)
    {
        while (restarts.TryPeek(out long oldest) && time.GetElapsedTime(oldest) > strategy.Window)
        {
            restarts.Dequeue();
        }

        delay = strategy.Backoff?.Delay(restarts.Count) ?? TimeSpan.Zero;
        if (restarts.Count >= strategy.RestartsMax)
        {
            return false;
        }

        restarts.Enqueue(time.GetTimestamp());
        return true;
    }

    /// <summary>Calls back after a pause, unless the child has ended by then.</summary>
    public void Pause(TimeProvider time, TimeSpan delay, Action onOver)
    {
        pause?.Dispose();
        pause = time.CreateTimer(_ => onOver(), null, delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The child has ended.</summary>
    public void Close() => pause?.Dispose();
}
