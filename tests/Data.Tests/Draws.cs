using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

/// <summary>Numbers for property loops: the same ones in every run.</summary>
internal sealed class Draws(ulong seed)
{
    private readonly PhiloxKey key = Philox.Key(seed, RandomPurpose.Sampling);
    private uint count;

    /// <summary>An integer in first .. last.</summary>
    public int Next(int first, int last) =>
        first + (int)(Philox.Compute(key, new PhiloxWords(count++, 0, 0, 0)).X0 % (uint)(last - first + 1));
}
