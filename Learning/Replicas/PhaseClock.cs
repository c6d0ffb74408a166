namespace RnnCluster.Learning.Replicas;

/// <summary>Measures where a step's time goes, as its calling thread sees it. Never part of a state.</summary>
/// <param name="time">Where time comes from.</param>
public sealed class PhaseClock(TimeProvider time)
{
    private readonly long[] ticks = new long[Enum.GetValues<Phase>().Length];
    private long last;

    /// <summary>Time spent in a phase since the clock was reset.</summary>
    /// <param name="phase">The phase.</param>
    public TimeSpan this[Phase phase] =>
        TimeSpan.FromTicks((long)(ticks[(int)phase] * ((double)TimeSpan.TicksPerSecond / time.TimestampFrequency)));

    /// <summary>Forgets all times.</summary>
    public void Reset() => Array.Clear(ticks);

    /// <summary>A stretch of phases begins.</summary>
    internal void Begin() => last = time.GetTimestamp();

    /// <summary>A phase ends, the next one begins.</summary>
    internal void End(Phase phase)
    {
        long now = time.GetTimestamp();
        ticks[(int)phase] += now - last;
        last = now;
    }
}
