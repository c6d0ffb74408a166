namespace RnnCluster.Dashboard;

/// <summary>The two times of an event: one for people, and one that never jumps.</summary>
internal sealed class DashboardClock(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    /// <summary>The time of day, UTC.</summary>
    public DateTimeOffset At => time.GetUtcNow();

    /// <summary>Since the start.</summary>
    public TimeSpan Now => time.GetElapsedTime(start);
}
