using System.Numerics;

namespace RnnCluster.Actors;

/// <summary>
/// How long an actor's turns with messages took, since it was spawned: counts in buckets that grow by half octaves, so
/// that a percentile is at most half too high, whatever its size. The actor's turns alone add, without a lock; whoever
/// reads meanwhile may miss the newest.
/// </summary>
internal sealed class TurnTimes
{
    /// <summary>
    /// Two buckets an octave: the last one begins at 3 * 2^30 ticks of 100 ns, which is 5 minutes, and has all that is
    /// longer; the maximum says how long that was. 512 bytes an actor.
    /// </summary>
    private const int Buckets = 64;

    private readonly long[] counts = new long[Buckets];
    private long maximum;

    /// <summary>The longest turn.</summary>
    public TimeSpan Max => TimeSpan.FromTicks(Volatile.Read(ref maximum));

    /// <summary>Adds a turn.</summary>
    /// <param name="ticks">How long it took, in ticks of 100 ns.</param>
    public void Add(long ticks)
    {
        ref long count = ref counts[BucketOf(ticks)];
        Volatile.Write(ref count, count + 1);
        if (ticks > maximum)
        {
            Volatile.Write(ref maximum, ticks);
        }
    }

    /// <summary>A time that this share of the turns did not exceed: their bucket's end, or the maximum.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    /// <returns>Zero if there was no turn.</returns>
    public TimeSpan Percentile(double share)
    {
        Span<long> seen = stackalloc long[Buckets];
        long total = 0;
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            seen[bucket] = Volatile.Read(ref counts[bucket]);
            total += seen[bucket];
        }

        long rank = (long)Math.Ceiling(share * total);
        for (int bucket = 0; bucket < Buckets && total > 0; bucket++)
        {
            rank -= seen[bucket];
            if (rank <= 0)
            {
                return bucket == Buckets - 1 ? Max : TimeSpan.FromTicks(Math.Min(LastOf(bucket), Max.Ticks));
            }
        }

        return TimeSpan.Zero;
    }

    /// <summary>Below two ticks there is one bucket for each; above, the octave and its upper or lower half.</summary>
    private static int BucketOf(long ticks)
    {
        if (ticks < 2)
        {
            return ticks < 1 ? 0 : 1;
        }

        int octave = BitOperations.Log2((ulong)ticks);
        int half = (int)(ticks >> (octave - 1)) & 1;
        return Math.Min((2 * octave) + half, Buckets - 1);
    }

    /// <summary>The most ticks that fall into a bucket.</summary>
    private static long LastOf(int bucket) =>
        bucket < 2 ? bucket : ((bucket & 1) == 0 ? 3L << ((bucket >> 1) - 1) : 2L << (bucket >> 1)) - 1;
}
