using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

public sealed class MatrixProductTests
{
    [Fact]
    public void RandomProductsAreTheScalarChainBitForBit()
    {
        for (uint number = 0; number < 300; number++)
        {
            var random = new RandomCase(1, number);
            int xBlocks = random.Next(1, 4);
            int yBlocks = random.Next(1, 4);
            Check(
                random,
                RowBands.Of(random.Next(0, 9), random.NextSize()),
                xBlocks,
                ((random.NextSize() - 1) / xBlocks) + 1,
                yBlocks,
                ((random.NextSize() - 1) / yBlocks) + 1);
        }
    }

    [Fact]
    public void BandsLeaveTheRowsBetweenThemAlone()
    {
        for (uint number = 0; number < 100; number++)
        {
            var random = new RandomCase(2, number);
            int rows = random.Next(1, 40);
            var bands = new RowBands(random.Next(0, 5), rows, random.Next(1, 12), rows + random.Next(0, 7));
            Check(random, bands, random.Next(1, 3), random.Next(1, 60), random.Next(1, 3), random.Next(1, 60));
        }
    }

    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(1, 1, 1, 300, 4, 75)]
    [InlineData(300, 1, 1, 1, 1, 300)]
    [InlineData(1, 1, 4, 64, 1, 200)]
    [InlineData(5, 1, 4, 50, 1, 50)]
    [InlineData(20, 3, 4, 200, 1, 200)]
    [InlineData(7, 2, 3, 208, 1, 33)]
    [InlineData(9, 1, 1, 192, 1, 48)]
    [InlineData(9, 1, 1, 193, 1, 49)]
    [InlineData(9, 1, 1, 650, 4, 30)]
    [InlineData(257, 1, 1, 17, 1, 17)]
    [InlineData(600, 1, 2, 20, 2, 10)]
    [InlineData(100, 6, 1, 31, 1, 31)]
    [InlineData(255, 3, 1, 8, 1, 8)]
    public void EdgesOfBlocksSweepsAndVisitsAreTheScalarChain(
        int rows, int bands, int xBlocks, int xBlockColumns, int yBlocks, int yBlockColumns)
    {
        for (uint flavour = 0; flavour < 4; flavour++)
        {
            var random = new RandomCase((uint)rows, (uint)xBlockColumns << 2 | flavour);
            Check(random, new RowBands(2, rows, bands, rows + 3), xBlocks, xBlockColumns, yBlocks, yBlockColumns);
            Check(random, new RowBands(0, rows, bands, rows), xBlocks, xBlockColumns, yBlocks, yBlockColumns);
        }
    }

    [Theory]
    [InlineData(1, 8, 4)]
    [InlineData(3, 13, 1)]
    [InlineData(17, 16, 2)]
    public void AChainOfNegativeZerosStaysNegative(int rows, int blockColumns, int blocks)
    {
        PlainMatrix x = Filled(rows, blocks * blockColumns, 0f);
        PlainMatrix weights = Filled(blocks * blockColumns, 21, -0f);
        Panels minusZero = Filled(1, 21, -0f).ToPanels();
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            Panels y = Filled(rows, 21, 1f).ToPanels();
            MatrixProduct.Compute(
                x.ToPanels(blocks), RowBands.Of(0, rows), RightOperand.Of(weights.ToPanels()), minusZero, y, 0, kind);
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < 21; column++)
                {
                    Assert.True(float.IsNegative(y[row, column]), $"{kind}: ({row}, {column}) lost its sign");
                }
            }
        }
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        var x = new Panels(6, 5);
        RightOperand weights = RightOperand.Of(new Panels(5, 9));
        var bias = new Panels(1, 9);
        var y = new Panels(6, 9);
        MatrixProduct.Set(x, RowBands.Of(0, 6), weights, bias, y, 0);
        Refuses(() => MatrixProduct.Set(x, RowBands.Of(1, 6), weights, bias, y, 0));
        Refuses(() => MatrixProduct.Set(x, RowBands.Of(0, 5), weights, bias, y, 2));
        Refuses(() => MatrixProduct.Set(x, RowBands.Of(0, 5), weights, bias, y, -1));
        Refuses(() => MatrixProduct.Set(x, RowBands.Of(-1, 5), weights, bias, y, 0));
        Refuses(() => MatrixProduct.Set(x, new RowBands(0, 3, 2, 4), weights, bias, y, 0));
        Refuses(() => MatrixProduct.Set(x, new RowBands(0, 3, 2, 2), weights, bias, y, 0));
        Refuses(() => MatrixProduct.Add(x, RowBands.Of(0, 6), RightOperand.Of(new Panels(6, 9)), y, 0));
        Refuses(() => MatrixProduct.Add(x, RowBands.Of(0, 6), RightOperand.Of(new Panels(5, 17)), y, 0));
        Refuses(() => MatrixProduct.Set(x, RowBands.Of(0, 6), weights, new Panels(2, 9), y, 0));
    }

    private static void Refuses(Action product) => Assert.Throws<InvalidOperationException>(product);

    private static PlainMatrix Filled(int rows, int columns, float value)
    {
        var matrix = new PlainMatrix(rows, columns);
        matrix.Values.AsSpan().Fill(value);
        return matrix;
    }

    /// <summary>Runs Set and Add on all lanes; X and Y have rows to spare before and after the bands.</summary>
    private static void Check(
        RandomCase random, RowBands rows, int xBlocks, int xBlockColumns, int yBlocks, int yBlockColumns)
    {
        PlainMatrix x = random.NextMatrix(rows.End + random.Next(0, 3), xBlocks * xBlockColumns);
        PlainMatrix weights = random.NextMatrix(x.Columns, yBlocks * yBlockColumns);
        PlainMatrix bias = random.NextMatrix(1, weights.Columns);
        int yFirst = random.Next(0, 9);
        PlainMatrix y = random.NextMatrix(yFirst + rows.End - rows.First + random.Next(0, 3), weights.Columns);
        Panels xPanels = x.ToPanels(xBlocks);
        RightOperand[] operands = yBlocks == 1
            ? [RightOperand.Of(weights.ToPanels()), RowMajor(weights)]
            : [RightOperand.Of(weights.ToPanels(yBlocks))];
        foreach (Panels? start in new[] { null, bias.ToPanels(yBlocks) })
        {
            float[] expected = Expected(x, rows, weights, start is null ? null : bias, y, yFirst, yBlocks);
            foreach ((LaneKind kind, RightOperand operand) in
                LaneKinds.Supported.SelectMany(kind => operands.Select(operand => (kind, operand))))
            {
                Panels actual = y.ToPanels(yBlocks);
                MatrixProduct.Compute(xPanels, rows, operand, start, actual, yFirst, kind);
                foreach (int row in RowsOf(rows))
                {
                    PanelImage.AcceptPadding(expected, actual, yFirst + row - rows.First);
                }

                BitAssert.Equal(
                    expected,
                    PanelImage.Memory(actual),
                    $"{kind} {random} {(start is null ? "Add" : "Set")} {rows} to {yFirst}, " +
                    $"K {xBlocks} x {xBlockColumns}, N {yBlocks} x {yBlockColumns}");
            }
        }
    }

    /// <summary>
    /// The weights as they lie among parameters, at an odd place and with the buffer's end right after them.
    /// </summary>
    private static RightOperand RowMajor(PlainMatrix weights)
    {
        var buffer = new AlignedFloats(weights.Values.Length + 5);
        weights.Values.CopyTo(buffer.Span[5..]);
        return RightOperand.RowMajor(buffer, 5, weights.Rows, weights.Columns);
    }

    private static float[] Expected(
        PlainMatrix x, RowBands rows, PlainMatrix weights, PlainMatrix? bias, PlainMatrix y, int yFirst, int yBlocks)
    {
        Panels panels = y.ToPanels(yBlocks);
        foreach (int row in RowsOf(rows))
        {
            int yRow = yFirst + row - rows.First;
            float[] sums = (bias is null ? y.Row(yRow) : bias.Row(0)).ToArray();
            for (int k = 0; k < x.Columns; k++)
            {
                Chain.MultiplyAdd(sums, x[row, k], weights.Row(k));
            }

            for (int column = 0; column < sums.Length; column++)
            {
                PanelImage.Memory(panels)[PanelImage.Index(panels, yRow, column)] = sums[column];
            }
        }

        return PanelImage.Copy(panels);
    }

    private static IEnumerable<int> RowsOf(RowBands rows) =>
        from band in Enumerable.Range(0, rows.Bands)
        from row in Enumerable.Range(0, rows.Rows)
        select rows.First + (band * rows.Stride) + row;
}
