using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

public sealed class ColumnSumsTests
{
    [Fact]
    public void RandomSumsAreTheChainsOfTheirShardsAddedByTheTree()
    {
        for (uint number = 0; number < 200; number++)
        {
            var random = new RandomCase(20, number);
            ShardRows shards = random.NextShards(20, 20, random.Next(1, 6));
            int count = 1 << random.Next(0, int.Log2(shards.Count));
            Check(random, shards, new ShardNode(random.Next(0, shards.Count - count), count));
        }
    }

    [Fact]
    public void AThousandShardsFitTheTree()
    {
        var random = new RandomCase(21, 0);
        Check(random, new ShardRows(1, random.NextStarts(1024, 2)), new ShardNode(0, 1024));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var shards = new ShardRows(2, [0, 2, 4]);
        var dy = new Panels(8, 5);
        float[] sums = new float[5];
        ColumnSums.Compute(dy, shards, new ShardNode(0, 2), 0, 1, sums);
        Refuses(() => ColumnSums.Compute(dy, shards, new ShardNode(1, 2), 0, 1, sums));
        Refuses(() => ColumnSums.Compute(dy, shards, new ShardNode(0, 0), 0, 1, sums));
        Refuses(() => ColumnSums.Compute(dy, shards, new ShardNode(0, 2), 1, 1, sums));
        Refuses(() => ColumnSums.Compute(dy, shards, new ShardNode(0, 2), 0, 1, new float[6]));
        Refuses(() => ColumnSums.Compute(new Panels(7, 5), shards, new ShardNode(0, 2), 0, 1, sums));
    }

    private static void Refuses(Action sums) => Assert.Throws<InvalidOperationException>(sums);

    private static void Check(RandomCase random, ShardRows shards, ShardNode node)
    {
        int blocks = random.Next(1, 4);
        int columns = blocks * (((random.NextSize() - 1) / blocks) + 1);
        PlainMatrix dy = random.NextMatrix((shards.Steps * shards.RowsPerStep) + random.Next(0, 2), columns);
        Panels panels = dy.ToPanels(blocks);
        int firstPanel = random.Next(0, panels.PanelCount - 1);
        int panelCount = random.Next(1, panels.PanelCount - firstPanel);
        float[] before = random.NextMatrix(1, columns + 2).Values;
        float[] sums = ShardTree.Sum(node.First, node.Count, shard => ShardChain(dy, shards, shard))!;
        float[] expected = [.. before];
        for (int column = 0; column < columns; column++)
        {
            int panel = PanelImage.Index(panels, 0, column) / panels.PanelStride;
            if (panel >= firstPanel && panel < firstPanel + panelCount)
            {
                expected[column + 1] = sums[column];
            }
        }

        foreach (LaneKind kind in LaneKinds.Supported)
        {
            float[] actual = [.. before];
            ColumnSums.Compute(
                panels, shards, node, firstPanel, panelCount, actual.AsSpan(1, columns), kind);
            BitAssert.Equal(
                expected,
                actual,
                $"{kind} {random} {node} of {shards.Count} shards, T {shards.Steps}, " +
                $"B {shards.RowsPerStep}, N {columns} in {blocks}, panels {firstPanel} + {panelCount}");
        }
    }

    private static float[] ShardChain(PlainMatrix dy, ShardRows shards, int shard)
    {
        float[] sums = new float[dy.Columns];
        foreach (int row in Chain.RowsOf(shards, shard))
        {
            Chain.Add(sums, dy.Row(row));
        }

        return sums;
    }
}
