using RnnCluster.Shared;

namespace RnnCluster.Simulation.Tests;

/// <summary>Draws of one seed, one after the other.</summary>
internal sealed class Chance(ulong seed)
{
    private readonly PhiloxKey key = new((uint)seed, (uint)(seed >> 32));
    private uint draws;

    /// <summary>A number from 0 up to, not including, 1.</summary>
    public double Next()
    {
        PhiloxWords words = Philox.Compute(key, new PhiloxWords(draws++, 0, 0, 0x51));
        return Philox.Uniform(words.X0, words.X1);
    }

    /// <summary>A number from min up to, not including, end.</summary>
    public int Next(int min, int end) => min + (int)(Next() * (end - min));

    public bool IsTrue(double probability) => Next() < probability;

    public TimeSpan Between(TimeSpan min, TimeSpan max) => min + TimeSpan.FromTicks((long)((max - min).Ticks * Next()));

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Next(0, choices.Length)];
}
