using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

public sealed class WeightPackingTests
{
    [Fact]
    public void TransposingKeepsEveryElementAndTouchesNothingElse()
    {
        for (uint number = 0; number < 200; number++)
        {
            var random = new RandomCase(51, number);
            int blocks = random.Next(1, 4);
            int rows = blocks * (((random.NextSize() - 1) / blocks) + 1);
            PlainMatrix weights = random.NextMatrix(rows, random.NextSize());
            Panels packed = random.NextMatrix(weights.Columns, rows).ToPanels(blocks);
            float[] expected = PanelImage.Copy(packed);
            int first = random.Next(0, packed.PanelCount - 1);
            int panels = random.Next(0, packed.PanelCount - first);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < weights.Columns; column++)
                {
                    int index = PanelImage.Index(packed, column, row);
                    if (index / packed.PanelStride >= first && index / packed.PanelStride < first + panels)
                    {
                        expected[index] = weights[row, column];
                    }
                }
            }

            WeightPacking.PackTransposed(weights.Values, packed, first, panels);
            BitAssert.Equal(
                expected,
                PanelImage.Memory(packed),
                $"{random} {blocks} blocks, {rows} x {weights.Columns}, panels {first} + {panels}");
        }
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var packed = new Panels(6, 40);
        float[] weights = new float[240];
        WeightPacking.PackTransposed(weights, packed, 0, 3);
        Assert.Throws<InvalidOperationException>(() => WeightPacking.PackTransposed(weights, packed, 1, 3));
        Assert.Throws<InvalidOperationException>(() => WeightPacking.PackTransposed(weights, packed, -1, 3));
        Assert.Throws<InvalidOperationException>(() => WeightPacking.PackTransposed(new float[241], packed, 0, 3));
    }
}
