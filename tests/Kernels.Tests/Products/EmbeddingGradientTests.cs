using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

public sealed class EmbeddingGradientTests
{
    [Fact]
    public void RandomTablesAreTheChainsOfTheirShardsAddedByTheTree()
    {
        for (uint number = 0; number < 200; number++)
        {
            var random = new RandomCase(30, number);
            ShardRows shards = random.NextShards(12, 20, random.Next(1, 4));
            int count = 1 << random.Next(0, int.Log2(shards.Count));
            Check(random, shards, new ShardNode(random.Next(0, shards.Count - count), count));
        }
    }

    [Fact]
    public void AThousandShardsFitTheTree()
    {
        for (uint number = 0; number < 4; number++)
        {
            var random = new RandomCase(31, number);
            Check(random, new ShardRows(1, random.NextStarts(1024, 1)), new ShardNode(0, 1024));
        }
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var shards = new ShardRows(2, [0, 2, 4]);
        var index = new TokenIndex(5, 8);
        var dEmbedded = new Panels(8, 3);
        float[] table = new float[15];
        Refuses(() => EmbeddingGradient.Compute(index, 0, 0, new ShardNode(0, 2), dEmbedded, table));
        index.Build(new int[8], shards);
        EmbeddingGradient.Compute(index, 0, 1, new ShardNode(0, 2), dEmbedded, table);
        Refuses(() => EmbeddingGradient.Compute(index, 0, 1, new ShardNode(1, 2), dEmbedded, table));
        Refuses(() => EmbeddingGradient.Compute(index, 0, 1, new ShardNode(0, 2), dEmbedded, new float[14]));
        Refuses(() => EmbeddingGradient.Compute(index, 0, 1, new ShardNode(0, 2), new Panels(7, 3), table));
    }

    private static void Refuses(Action gradient) => Assert.Throws<InvalidOperationException>(gradient);

    private static void Check(RandomCase random, ShardRows shards, ShardNode node)
    {
        int rows = shards.Steps * shards.RowsPerStep;
        int vocabulary = random.NextSize();
        PlainMatrix dEmbedded = random.NextMatrix(rows, random.Next(1, 100));
        int[] tokens = [.. Enumerable.Range(0, rows).Select(_ => random.Next(0, vocabulary - 1))];
        var index = new TokenIndex(vocabulary, rows + 3);
        index.Build(tokens, shards);
        int firstTouched = random.Next(0, index.TouchedCount - 1);
        int count = random.Next(1, index.TouchedCount - firstTouched);
        int columns = dEmbedded.Columns;
        PlainMatrix before = random.NextMatrix(vocabulary + 2, columns);
        float[] expected = [.. before.Values];
        foreach (int token in tokens.Distinct().Order().Skip(firstTouched).Take(count))
        {
            ShardTree.Sum(node.First, node.Count, shard => ShardChain(dEmbedded, shards, shard, tokens, token))
                ?.CopyTo(expected.AsSpan((token + 1) * columns));
        }

        Panels panels = dEmbedded.ToPanels();
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            // One row before and one after the table must stay as they were, and so must rows of other tokens.
            float[] actual = [.. before.Values];
            Span<float> gradient = actual.AsSpan(columns, vocabulary * columns);
            EmbeddingGradient.Compute(index, firstTouched, count, node, panels, gradient, kind);
            BitAssert.Equal(
                expected,
                actual,
                $"{kind} {random} {node} of {shards.Count} shards, T {shards.Steps}, " +
                $"B {shards.RowsPerStep}, V {vocabulary}, E {columns}, touched {firstTouched} + {count}");
        }
    }

    /// <summary>The row of a token in one shard's gradient: begins with its first position, null without any.</summary>
    private static float[]? ShardChain(PlainMatrix dEmbedded, ShardRows shards, int shard, int[] tokens, int token)
    {
        float[]? sums = null;
        foreach (int row in Chain.RowsOf(shards, shard).Where(row => tokens[row] == token))
        {
            if (sums is null)
            {
                sums = dEmbedded.Row(row).ToArray();
            }
            else
            {
                Chain.Add(sums, dEmbedded.Row(row));
            }
        }

        return sums;
    }
}
