namespace RnnCluster.Cli.Tests;

/// <summary>A clock that moves on by the same span whenever somebody looks at it.</summary>
internal sealed class SteppedTime(TimeSpan step) : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks += step.Ticks;
}
