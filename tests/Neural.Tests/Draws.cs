using RnnCluster.Shared;

namespace RnnCluster.Neural.Tests;

/// <summary>Random numbers of a test: a function of the stream, the same on every machine.</summary>
internal sealed class Draws(uint stream)
{
    private static readonly PhiloxKey Key = Philox.Key(0x7E57, RandomPurpose.Permutation);
    private uint count;

    /// <summary>A double in [0, 1).</summary>
    public double Uniform()
    {
        PhiloxWords words = Philox.Compute(Key, new PhiloxWords(count++, stream, 0, 0));
        return Philox.Uniform(words.X0, words.X1);
    }

    /// <summary>A double in [-bound, bound).</summary>
    public double Within(double bound) => ((2 * Uniform()) - 1) * bound;

    /// <summary>An integer in 0 .. end - 1.</summary>
    public int Below(int end) => (int)(Uniform() * end);
}
