using Akka.Actor;

namespace RnnCluster.Actors;

/// <summary>
/// What is counted about one actor, from its mailbox's making to its mailbox's end. Restarts keep it. The actor's turns
/// alone write, without a lock; others may miss the newest.
/// </summary>
internal sealed class ActorRecord(IActorRef owner, LoanQueue queue, TimeProvider time)
{
    private const double MedianShare = 0.5;
    private const double TailShare = 0.99;

    private readonly TurnTimes times = new();
    private readonly double ticksPerTimestamp = (double)TimeSpan.TicksPerSecond / time.TimestampFrequency;
    private long processed;
    private volatile string type = string.Empty;
    private volatile string dispatcher = string.Empty;
    private volatile int restarts;

    public string Path { get; } = owner.Path.ToStringWithoutAddress();

    public LoanQueue Queue => queue;

    public ActorStatistics Statistics => new(
        Path,
        type,
        dispatcher,
        queue.Count,
        queue.Capacity,
        Volatile.Read(ref processed),
        times.Percentile(MedianShare),
        times.Percentile(TailShare),
        times.Max,
        restarts);

    /// <summary>An instance begins its life.</summary>
    public void OnMade(string typeName, string dispatcherKind) => (type, dispatcher) = (typeName, dispatcherKind);

    public void OnRestarted() => restarts++;

    /// <summary>A turn begins.</summary>
    /// <returns>For <see cref="EndTurn"/>.</returns>
    public long BeginTurn()
    {
        Volatile.Write(ref processed, processed + 1);
        return time.GetTimestamp();
    }

    public void EndTurn(long begun) => times.Add((long)((time.GetTimestamp() - begun) * ticksPerTimestamp));
}
