using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Random;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Tests.Random;

public sealed class DropoutMaskTests
{
    private const int RowsPerStep = 5;
    private const int Times = 4;
    private const int FirstTime = 1;
    private const int FirstRow = 1;
    private const int Rows = 3;

    private static readonly int[] GlobalRows = [40, 7, 3, 1000, 2];
    private static readonly DropoutSite Site =
        new(Philox.Key(0x1234_5678_9ABC_DEF0, RandomPurpose.Dropout), new Step((1L << 32) + 17), 3, 0.3);

    [Theory]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(150)]
    public void EveryElementFollowsTheContract(int columns)
    {
        Panels source = TestPanels.Random(RowsPerStep * Times, 1, columns, 1, 1);
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            var destination = new Panels(RowsPerStep * Times, columns);
            Apply(source, destination, kind);
            for (int t = 0; t < Times; t++)
            {
                for (int r = 0; r < RowsPerStep; r++)
                {
                    for (int column = 0; column < columns; column++)
                    {
                        bool inside = t >= FirstTime && r is >= FirstRow and < FirstRow + Rows;
                        int row = (t * RowsPerStep) + r;
                        float expected = inside ? Expected(source[row, column], t, r, column) : 0;
                        Assert.Equal(
                            BitConverter.SingleToUInt32Bits(expected),
                            BitConverter.SingleToUInt32Bits(destination[row, column]));
                    }
                }
            }
        }
    }

    [Fact]
    public void TheMaskMayBeAppliedInPlace()
    {
        Panels source = TestPanels.Random(RowsPerStep * Times, 1, 100, 1, 1);
        var destination = TestPanels.Copy(source);
        Apply(source, destination, LaneSelection.Current);
        Apply(source, source, LaneSelection.Current);
        Assert.Equal(TestPanels.Bits(destination), TestPanels.Bits(source));
    }

    [Fact]
    public void TheShareOfDroppedElementsIsTheProbability()
    {
        const int rows = 200;
        var panels = new Panels(rows, 500);
        for (int panel = 0; panel < panels.PanelCount; panel++)
        {
            panels.RowsOf(panel, 0, rows).Fill(1);
        }

        int[] numbers = [.. Enumerable.Range(0, rows)];
        DropoutMask.Apply(Site, new PanelRows(panels, 0), new PanelRows(panels, 0), 0, 1, rows, 0, rows, numbers);
        int[] kept = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            kept[row] = Enumerable.Range(0, 500).Count(column => panels[row, column] != 0);
        }

        // Five standard deviations: sqrt(0.3 * 0.7 / 100,000) = 0.00145 for all, sqrt(0.21 / 500) = 0.0205 for a row.
        Assert.Equal(0.7, kept.Sum() / (500.0 * rows), 0.0073);
        Assert.All(kept, count => Assert.Equal(0.7, count / 500.0, 0.103));
    }

    [Fact]
    public void NoProbabilityMeansNoChange()
    {
        Panels source = TestPanels.Random(RowsPerStep * Times, 1, 70, 1, 1);
        Panels destination = TestPanels.Copy(source);
        var none = Site with { Probability = 0 };
        var rows = new PanelRows(destination, 0);
        DropoutMask.Apply(none, rows, rows, 0, Times, RowsPerStep, 0, RowsPerStep, GlobalRows);
        Assert.Equal(TestPanels.Bits(source), TestPanels.Bits(destination));
    }

    private static float Expected(float x, int t, int r, int column)
    {
        uint group = (uint)((column / 64 * 16) + (column % 16));
        var counter = new PhiloxWords(17, (uint)GlobalRows[r], (3u << 20) | (uint)t, group);
        PhiloxWords words = Philox.Compute(Site.Key, counter);
        uint[] four = [words.X0, words.X1, words.X2, words.X3];
        return four[column / 16 % 4] >= (uint)(0.3 * 4294967296.0) ? x * (float)(1 / (1 - 0.3)) : 0;
    }

    private static void Apply(Panels source, Panels destination, LaneKind kind) =>
        DropoutMask.Apply(
            Site,
            new PanelRows(source, 0),
            new PanelRows(destination, 0),
            FirstTime,
            Times - FirstTime,
            RowsPerStep,
            FirstRow,
            Rows,
            GlobalRows,
            kind);
}
