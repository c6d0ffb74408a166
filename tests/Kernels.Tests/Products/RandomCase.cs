using RnnCluster.Kernels.Products;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Tests.Products;

/// <summary>The random choices of one test case, a function of (test, number): a failure names both.</summary>
internal sealed class RandomCase(uint test, uint number)
{
    private readonly PhiloxKey key = new(test, number);
    private PhiloxWords words;
    private uint drawn;

    public Flavour Flavour { get; } = (Flavour)(number % 4);

    public override string ToString() => $"case ({test}, {number}) {Flavour}";

    public uint NextWord()
    {
        uint word = drawn++ % 4;
        if (word == 0)
        {
            words = Philox.Compute(key, new PhiloxWords(drawn, 0, 0, 0));
        }

        return word switch
        {
            0 => words.X0,
            1 => words.X1,
            2 => words.X2,
            _ => words.X3,
        };
    }

    /// <summary>An integer between two bounds, both included.</summary>
    public int Next(int min, int max) => min + (int)(NextWord() % (uint)(max - min + 1));

    /// <summary>1 .. 300, small sizes more often: they are where tiles and panels end raggedly.</summary>
    public int NextSize() => Next(1, Next(0, 3) switch
    {
        0 => 20,
        1 => 70,
        2 => 150,
        _ => 300,
    });

    public float NextFloat()
    {
        uint word = NextWord();
        float sign = (word & 1) == 0 ? 1 : -1;
        bool isThird = word % 3 == 0;
        int exponent = (int)((word >> 8) % 117) - 58;
        float uniform = (int)NextWord() * (1f / 2147483648f);
        return Flavour switch
        {
            Flavour.Plain => uniform,
            Flavour.Sparse => isThird ? sign * ((word & 2) == 0 ? 0f : uniform * 1e-38f) : uniform,
            Flavour.Wide => MathF.ScaleB(uniform, exponent),
            _ => isThird ? sign * 0f : MathF.ScaleB(uniform, -72 - (int)((word >> 8) % 77)),
        };
    }

    /// <summary>A plain matrix of random values.</summary>
    public PlainMatrix NextMatrix(int rows, int columns)
    {
        var matrix = new PlainMatrix(rows, columns);
        foreach (ref float value in matrix.Values.AsSpan())
        {
            value = NextFloat();
        }

        return matrix;
    }

    /// <summary>Shards of random heights in a window of random length, in strips.</summary>
    public ShardRows NextShards(int stepsMax, int shardsMax, int shardRowsMax)
    {
        int strips = Next(1, Math.Min(4, shardsMax));
        int shards = strips * Next(1, shardsMax / strips);
        return new ShardRows(Next(1, stepsMax), NextStarts(shards, shardRowsMax), strips);
    }

    /// <summary>Shards of random heights: positions of their first rows, and the number of rows at the end.</summary>
    public int[] NextStarts(int shards, int shardRowsMax)
    {
        int[] starts = new int[shards + 1];
        for (int shard = 0; shard < shards; shard++)
        {
            starts[shard + 1] = starts[shard] + Next(1, shardRowsMax);
        }

        return starts;
    }
}
