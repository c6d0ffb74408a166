using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Losses;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Losses;

public sealed class SoftmaxCrossEntropyTests
{
    private const int Rows = 23;
    private const int First = 2;
    private const int Count = 19;

    // A chain of up to V / 16 + 4 additions and a few roundings, 6e-8 each.
    private const double Tolerance = 1e-6;

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(65)]
    [InlineData(203)]
    public void LossAndGradientAreThoseOfTheFormula(int columns)
    {
        Panels logits = Logits(columns, 8);
        Panels before = TestPanels.Copy(logits);
        int[] targets = Targets(columns);
        double[] losses = new double[Rows];
        double[] alone = new double[Rows];
        SoftmaxCrossEntropy.Loss(logits, targets, First, Count, alone);
        Assert.Equal(TestPanels.Bits(before), TestPanels.Bits(logits));
        SoftmaxCrossEntropy.Gradient(logits, targets, First, Count, losses);
        Assert.Equal(losses, alone);
        for (int row = First; row < First + Count; row++)
        {
            double[] probabilities = Exact(before, row, out double logarithm);
            bool masked = targets[row] < 0;
            double expected = masked ? 0 : logarithm - before[row, targets[row]];
            Assert.Equal(expected, losses[row], Tolerance);
            for (int column = 0; column < columns; column++)
            {
                double gradient = masked ? 0 : probabilities[column] - (column == targets[row] ? 1 : 0);
                TestPanels.AssertClose(gradient, logits[row, column], Tolerance, 1e-7, $"row {row} column {column}");
            }

            Span<float> last = logits.RowsOf(logits.PanelCount - 1, row, 1);
            Assert.All(last[(((columns - 1) % 16) + 1)..].ToArray(), x => Assert.Equal(0, x));
        }
    }

    [Fact]
    public void AMaskedRowWeighsNothingWhateverItHolds()
    {
        Panels logits = Logits(40, 8);
        logits[First, 3] = float.NaN;
        int[] targets = new int[Rows];
        targets[First] = SoftmaxCrossEntropy.TargetMasked;
        double[] losses = new double[Rows];
        SoftmaxCrossEntropy.Gradient(logits, targets, First, Count, losses);
        Assert.Equal(0, losses[First]);
        Assert.All(Enumerable.Range(0, 40), column => Assert.Equal(0, logits[First, column]));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void ALogitThatIsNotFiniteIsSeenInTheLoss(float bad)
    {
        Panels logits = Logits(40, 8);
        logits[First + 1, 17] = bad;
        double[] losses = new double[Rows];
        SoftmaxCrossEntropy.Loss(logits, new int[Rows], First, Count, losses);
        Assert.True(double.IsNaN(losses[First + 1]));
        Assert.True(double.IsFinite(losses[First]));
    }

    [Fact]
    public void LargeLogitsDoNotOverflow()
    {
        Panels logits = Logits(40, 3e4f);
        double[] losses = new double[Rows];
        SoftmaxCrossEntropy.Gradient(logits, new int[Rows], First, Count, losses);
        Assert.All(losses, loss => Assert.True(double.IsFinite(loss) && loss >= 0));
    }

    [Fact]
    public void TheGradientsOfARowCancelOut()
    {
        Panels logits = Logits(65, 4);
        SoftmaxCrossEntropy.Gradient(logits, new int[Rows], First, Count, new double[Rows]);
        for (int row = First; row < First + Count; row++)
        {
            Assert.Equal(0, Enumerable.Range(0, 65).Sum(column => (double)logits[row, column]), Tolerance);
        }
    }

    [Fact]
    public void EveryWidthAndEveryCutOfTheRowsGivesTheSameBits()
    {
        uint[]? expected = null;
        double[]? expectedLosses = null;
        int[] targets = Targets(203);
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            foreach (int cut in new[] { 0, 1, 7, 8 })
            {
                Panels logits = Logits(203, 8);
                double[] losses = new double[Rows];
                Run(logits, First, cut, losses, kind);
                Run(logits, First + cut, Count - cut, losses, kind);
                uint[] bits = TestPanels.Bits(logits);
                expected ??= bits;
                expectedLosses ??= losses;
                Assert.Equal(expected, bits);
                Assert.Equal(expectedLosses, losses);
            }
        }

        void Run(Panels logits, int row, int rows, double[] losses, LaneKind kind) =>
            SoftmaxCrossEntropy.Invoke(SoftmaxMode.Gradient, logits, targets, row, rows, losses, kind);
    }

    private static Panels Logits(int columns, float scale)
    {
        Panels logits = TestPanels.Random(Rows, 1, columns, 5, scale);
        for (int row = 0; row < Rows; row++)
        {
            Span<float> last = logits.RowsOf(logits.PanelCount - 1, row, 1);
            last[(((columns - 1) % 16) + 1)..].Fill(float.NegativeInfinity);
        }

        return logits;
    }

    private static int[] Targets(int columns)
    {
        int[] targets = new int[Rows];
        for (int row = 0; row < Rows; row++)
        {
            targets[row] = row % 5 == 4 ? SoftmaxCrossEntropy.TargetMasked : (row * 31) % columns;
        }

        return targets;
    }

    private static double[] Exact(Panels logits, int row, out double logarithm)
    {
        double max = Enumerable.Range(0, logits.Columns).Max(column => (double)logits[row, column]);
        double[] e = [.. Enumerable.Range(0, logits.Columns).Select(column => Math.Exp(logits[row, column] - max))];
        double sum = e.Sum();
        logarithm = max + Math.Log(sum);
        return Array.ConvertAll(e, x => x / sum);
    }
}
