using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

public sealed class WeightGradientTests
{
    [Fact]
    public void RandomGradientsAreTheChainsOfTheirShardsAddedByTheTree()
    {
        for (uint number = 0; number < 200; number++)
        {
            var random = new RandomCase(10, number);
            int blocks = random.Next(1, 4);
            int blockColumns = ((random.NextSize() - 1) / blocks) + 1;
            Check(random, NextShards(random), blocks, blockColumns, random.NextSize(), isTied: false);
        }
    }

    [Fact]
    public void ATiedTableContinuesEachShardsChainWithTheEmbeddedRows()
    {
        for (uint number = 0; number < 100; number++)
        {
            var random = new RandomCase(11, number);
            Check(random, NextShards(random), 1, random.NextSize(), random.Next(1, 120), isTied: true);
        }
    }

    [Fact]
    public void AThousandShardsFitTheTree()
    {
        var random = new RandomCase(12, 0);
        var shards = new ShardRows(1, random.NextStarts(1024, 1));
        Check(random, shards, new ShardNode(0, 1024), 1, 17, 18, isTied: false);
        Check(random, shards, new ShardNode(0, 1024), 1, 17, 18, isTied: true);
    }

    [Fact]
    public void TwoHalvesOfTheShardsAddUpToTheWhole()
    {
        var random = new RandomCase(13, 0);
        var shards = new ShardRows(3, random.NextStarts(8, 5));
        int rows = shards.Steps * shards.RowsPerStep;
        Panels dy = random.NextMatrix(rows, 20).ToPanels();
        Panels x = random.NextMatrix(rows, 33).ToPanels();
        float[][] sums = [new float[660], new float[660], new float[660]];
        ShardNode[] nodes = [new ShardNode(0, 8), new ShardNode(0, 4), new ShardNode(4, 4)];
        for (int index = 0; index < nodes.Length; index++)
        {
            WeightGradient.Compute(dy, x, StepRow.Position, shards, nodes[index], 0, dy.PanelCount, sums[index]);
        }

        Chain.Add(sums[1], sums[2]);
        BitAssert.Equal(sums[0], sums[1], "halves");
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var shards = new ShardRows(2, [0, 2, 4]);
        var dy = new Panels(8, 5);
        var x = new Panels(8, 3);
        float[] gradient = new float[15];
        var node = new ShardNode(0, 2);
        const StepRow position = StepRow.Position;
        WeightGradient.Compute(dy, x, position, shards, node, 0, 1, gradient);
        WeightGradient.Compute(dy, new Panels(12, 3), StepRow.StateBefore, shards, node, 0, 1, gradient);
        Refuses(() => WeightGradient.Compute(dy, new Panels(7, 3), position, shards, node, 0, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, new Panels(11, 3), StepRow.StateBefore, shards, node, 0, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, new Panels(11, 3), StepRow.StateAfter, shards, node, 0, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, x, position, shards, new ShardNode(1, 2), 0, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, x, position, shards, new ShardNode(-1, 1), 0, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, x, position, shards, new ShardNode(0, 0), 0, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, x, position, shards, node, 1, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, x, position, shards, node, 0, 1, new float[14]));
        Refuses(() => WeightGradient.Compute(new Panels(7, 5), x, position, shards, node, 0, 1, gradient));
        Refuses(() => WeightGradient.Compute(dy, new Panels(8, 3, 1), position, shards, node, 0, 1, gradient));
    }

    [Fact]
    public void AnIndexThatDoesNotFitTheTiedTableIsRefused()
    {
        var shards = new ShardRows(2, [0, 2, 4]);
        var dy = new Panels(8, 5);
        var x = new Panels(8, 3);
        float[] gradient = new float[15];
        var node = new ShardNode(0, 2);
        var index = new TokenIndex(5, 8);
        void Compute(TokenIndex tokens, Panels dEmbedded) =>
            WeightGradient.ComputeTied(dy, x, StepRow.Position, shards, node, 0, 1, gradient, tokens, dEmbedded);
        Refuses(() => Compute(index, new Panels(8, 3)));
        index.Build(new int[8], shards);
        Compute(index, new Panels(8, 3));
        Refuses(() => Compute(index, new Panels(7, 3)));
        Refuses(() => Compute(index, new Panels(8, 4)));
        Refuses(() => Compute(new TokenIndex(6, 8), new Panels(8, 3)));
        index.Build(new int[8], new ShardRows(2, [0, 2, 4], 2));
        Refuses(() => Compute(index, new Panels(8, 3)));
    }

    private static void Refuses(Action gradient) => Assert.Throws<InvalidOperationException>(gradient);

    private static ShardRows NextShards(RandomCase random) => random.NextShards(12, 11, random.Next(1, 6));

    /// <summary>A subtree: any power of two of neighbouring shards among those that are held.</summary>
    private static ShardNode NextNode(RandomCase random, ShardRows shards)
    {
        int count = 1 << random.Next(0, int.Log2(shards.Count));
        return new ShardNode(random.Next(0, shards.Count - count), count);
    }

    private static void Check(
        RandomCase random, ShardRows shards, int blocks, int blockColumns, int xColumns, bool isTied) =>
        Check(random, shards, NextNode(random, shards), blocks, blockColumns, xColumns, isTied);

    private static void Check(
        RandomCase random, ShardRows shards, ShardNode node, int blocks, int blockColumns, int xColumns, bool isTied)
    {
        int rows = shards.Steps * shards.RowsPerStep;
        var xRow = (StepRow)random.Next(0, 2);
        int xRows = xRow == StepRow.Position ? rows : rows + shards.RowsPerStep;
        PlainMatrix dy = random.NextMatrix(rows + random.Next(0, 2), blocks * blockColumns);
        PlainMatrix x = random.NextMatrix(xRows + random.Next(0, 2), xColumns);
        PlainMatrix? dEmbedded = isTied ? random.NextMatrix(rows, xColumns) : null;
        int[] tokens = [.. Enumerable.Range(0, rows).Select(_ => random.Next(0, dy.Columns - 1))];
        Panels dyPanels = dy.ToPanels(blocks);
        int firstPanel = random.Next(0, dyPanels.PanelCount - 1);
        int panels = random.Next(1, dyPanels.PanelCount - firstPanel);
        PlainMatrix before = random.NextMatrix(dy.Columns + 2, xColumns);
        float[] expected = [.. before.Values];
        float[] sum = ShardTree.Sum(
            node.First, node.Count, shard => ShardChain(dy, x, xRow, shards, shard, tokens, dEmbedded))!;
        for (int row = 0; row < dy.Columns; row++)
        {
            int panel = PanelImage.Index(dyPanels, 0, row) / dyPanels.PanelStride;
            if (panel >= firstPanel && panel < firstPanel + panels)
            {
                sum.AsSpan(row * xColumns, xColumns).CopyTo(expected.AsSpan((row + 1) * xColumns));
            }
        }

        var index = new TokenIndex(dy.Columns, rows);
        index.Build(tokens, shards);
        WeightGradient.Scatter scatter = dEmbedded is null ? default : new(index, dEmbedded.ToPanels());
        Panels xPanels = x.ToPanels();
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            // One row before and one after the gradient must stay as they were.
            float[] actual = [.. before.Values];
            Span<float> gradient = actual.AsSpan(xColumns, dy.Columns * xColumns);
            WeightGradient.Compute(
                dyPanels, xPanels, xRow, shards, node, firstPanel, panels, gradient, scatter, kind);
            BitAssert.Equal(
                expected,
                actual,
                $"{kind} {random} tied {isTied}, {node} of {shards.Count} shards, T {shards.Steps}, " +
                $"B {shards.RowsPerStep}, N {blocks} x {blockColumns}, K {xColumns}, " +
                $"panels {firstPanel} + {panels}, {xRow}, {shards.Strips} strips");
        }
    }

    /// <summary>dW of one shard, (N, K), with the embedded rows of its tokens behind where the table is tied.</summary>
    private static float[] ShardChain(
        PlainMatrix dy, PlainMatrix x, StepRow xRow, ShardRows shards, int shard, int[] tokens, PlainMatrix? dEmbedded)
    {
        var sums = new PlainMatrix(dy.Columns, x.Columns);
        foreach ((int row, int beside) in Chain.RowsOf(shards, shard).Zip(Chain.RowsOf(shards, shard, xRow)))
        {
            for (int column = 0; column < dy.Columns; column++)
            {
                Chain.MultiplyAdd(sums.Row(column), dy[row, column], x.Row(beside));
            }
        }

        if (dEmbedded is not null)
        {
            foreach (int row in Chain.RowsOf(shards, shard))
            {
                Chain.Add(sums.Row(tokens[row]), dEmbedded.Row(row));
            }
        }

        return sums.Values;
    }
}
