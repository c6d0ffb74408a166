using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>Chance that a seed repeats.</summary>
internal sealed class Draws(ulong seed)
{
    private readonly PhiloxKey key = Philox.Key(seed, RandomPurpose.Sampling);
    private uint count;

    /// <summary>A number below <paramref name="bound"/>.</summary>
    public int Below(int bound)
    {
        PhiloxWords words = Philox.Compute(key, new PhiloxWords(count++, 0, 0, 0));
        return (int)(words.X0 % (uint)bound);
    }

    /// <summary>True once in <paramref name="times"/>.</summary>
    public bool OnceIn(int times) => Below(times) == 0;

    public T Any<T>(IReadOnlyList<T> items) => items[Below(items.Count)];
}
