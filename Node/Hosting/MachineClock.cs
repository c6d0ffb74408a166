namespace RnnCluster.Node.Hosting;

/// <summary>The time of a process's machines: since its start, from whatever clock the host uses.</summary>
/// <param name="time">The clock.</param>
public sealed class MachineClock(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    /// <summary>The time since the start.</summary>
    public TimeSpan Now => time.GetElapsedTime(start);
}
