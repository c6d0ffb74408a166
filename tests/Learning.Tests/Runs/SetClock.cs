namespace RnnCluster.Learning.Tests.Runs;

/// <summary>A clock that a test sets; with a pace it goes on by it whenever it is read.</summary>
internal sealed class SetClock(TimeSpan pace = default) : TimeProvider
{
    public TimeSpan Now { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (Now += pace).Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Now;
}
