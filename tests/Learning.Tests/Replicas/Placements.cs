using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>Who computes which shards, in which order: drawn from a seed, so that a failure can be repeated.</summary>
internal sealed class Placements(uint seed)
{
    private readonly PhiloxKey key = Philox.Key(seed, RandomPurpose.Permutation);
    private uint draws;

    /// <summary>Shards dealt to 2 .. S holders at random; each holder has one or more, in ascending order.</summary>
    public int[][] Deal(int shards)
    {
        int holders = 2 + Next(shards - 1);
        int[] holderOf = [.. Enumerable.Range(0, shards).Select(_ => Next(holders))];
        int[][] dealt = [.. Enumerable.Range(0, holders)
            .Select(holder => Enumerable.Range(0, shards).Where(shard => holderOf[shard] == holder).ToArray())
            .Where(held => held.Length > 0)];
        return Shuffle(dealt);
    }

    /// <summary>The items in random order.</summary>
    public T[] Shuffle<T>(T[] items)
    {
        T[] shuffled = [.. items];
        for (int index = shuffled.Length - 1; index > 0; index--)
        {
            int other = Next(index + 1);
            (shuffled[index], shuffled[other]) = (shuffled[other], shuffled[index]);
        }

        return shuffled;
    }

    private int Next(int bound) => (int)(Philox.Compute(key, new PhiloxWords(draws++, 0, 0, 0)).X0 % (uint)bound);
}
