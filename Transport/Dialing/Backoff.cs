using RnnCluster.Shared;

namespace RnnCluster.Transport.Dialing;

/// <summary>
/// How long to wait between two rounds over a node's addresses: doubling, within bounds, and for each node another
/// fraction of it, so that a hundred workers do not fall upon a new coordinator in one instant.
/// </summary>
internal sealed class Backoff
{
    /// <summary>Beyond this many doublings every bound is reached, and a shift would overflow.</summary>
    private const int DoublingsMax = 20;

    private readonly TimeSpan min;
    private readonly TimeSpan max;
    private readonly PhiloxKey key;
    private readonly uint stream;
    private uint draws;
    private int doublings;

    public Backoff(TransportOptions options, NodeId node)
    {
        min = options.RetryDelayMin;
        max = options.RetryDelayMax;
        key = new PhiloxKey((uint)options.Seed, (uint)(options.Seed >> 32));
        stream = NameHash.Of(node.Name);
    }

    /// <summary>The next wait: between half and all of min * 2^n, n the rounds since the last reset.</summary>
    public TimeSpan Next()
    {
        double whole = Math.Min(max.Ticks, (double)min.Ticks * (1L << doublings));
        doublings = Math.Min(doublings + 1, DoublingsMax);
        PhiloxWords words = Philox.Compute(key, new PhiloxWords(draws++, stream, 0, 0));
        return TimeSpan.FromTicks((long)(whole * (0.5 + (0.5 * Philox.Uniform(words.X0, words.X1)))));
    }

    /// <summary>Somebody was reached: the next wait is a short one.</summary>
    public void Reset() => doublings = 0;
}
