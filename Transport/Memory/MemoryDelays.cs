using RnnCluster.Shared;

namespace RnnCluster.Transport.Memory;

/// <summary>
/// How long each message of one direction takes: a function of the seed, the direction and the message.
/// </summary>
internal sealed class MemoryDelays(MemoryNetworkOptions options, TimeProvider time, long start, uint line)
{
    private readonly PhiloxKey key = new((uint)options.Seed, (uint)(options.Seed >> 32));
    private uint draws;

    public TimeProvider Time => time;

    /// <summary>Since the network began.</summary>
    public TimeSpan Now => time.GetElapsedTime(start);

    public TimeSpan Next()
    {
        PhiloxWords words = Philox.Compute(key, new PhiloxWords(line, draws++, 0, 0));
        double fraction = Philox.Uniform(words.X0, words.X1);
        return options.DelayMin + TimeSpan.FromTicks((long)((options.DelayMax - options.DelayMin).Ticks * fraction));
    }
}
