using RnnCluster.Protocol;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Faults;

/// <summary>Faults at random: a function of the seed, the peer's name and the message's number.</summary>
public sealed class SeededFaults : IFaultRule
{
    private readonly PhiloxKey key;

    /// <summary>Creates a rule.</summary>
    /// <param name="seed">The seed.</param>
    public SeededFaults(ulong seed) => key = new PhiloxKey((uint)seed, (uint)(seed >> 32));

    /// <summary>How many of all messages are delayed, 0 to 1.</summary>
    public double DelayRate { get; init; }

    /// <summary>The longest delay.</summary>
    public TimeSpan DelayMax { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How many of all messages go twice, 0 to 1.</summary>
    public double DuplicateRate { get; init; }

    /// <summary>How many of all messages close the connection, 0 to 1. The three together are at most 1.</summary>
    public double CutRate { get; init; }

    /// <inheritdoc/>
    public Fault Next(NodeId peer, long index, Message message)
    {
        PhiloxWords words = Philox.Compute(
            key, new PhiloxWords((uint)index, (uint)(index >> 32), NameHash.Of(peer.Name), 0));
        double draw = Philox.Uniform(words.X0, words.X1);
        if (draw < CutRate)
        {
            return new Fault.Cut();
        }

        if (draw < CutRate + DuplicateRate)
        {
            return new Fault.Duplicate();
        }

        return draw < CutRate + DuplicateRate + DelayRate
            ? new Fault.Delay(TimeSpan.FromTicks((long)(DelayMax.Ticks * Philox.Uniform(words.X2, words.X3))))
            : Fault.None.Instance;
    }
}
