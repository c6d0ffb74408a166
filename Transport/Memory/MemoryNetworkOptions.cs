namespace RnnCluster.Transport.Memory;

/// <summary>How a network in memory behaves.</summary>
public sealed record MemoryNetworkOptions
{
    /// <summary>
    /// The clock of a simulated network: messages take their time, and somebody moves the clock. Null for an immediate
    /// one, for a cluster in one process: a message is delivered on its sender's thread.
    /// </summary>
    public TimeProvider? Time { get; init; }

    /// <summary>Draws the delays of a simulated network.</summary>
    public ulong Seed { get; init; }

    /// <summary>The shortest way of a message.</summary>
    public TimeSpan DelayMin { get; init; } = TimeSpan.FromMicroseconds(100);

    /// <summary>
    /// The longest way of a message. Of one kind and connection none overtakes another: it waits for those before it.
    /// </summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// How long a cut stays unnoticed: what is sent meanwhile waits, and arrives if it heals before; zero for at once.
    /// An immediate network notices at once.
    /// </summary>
    public TimeSpan CutDetection { get; init; }
}
