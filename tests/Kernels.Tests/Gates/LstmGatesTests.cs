using RnnCluster.Kernels.Gates;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Gates;

public sealed class LstmGatesTests
{
    private const int Rows = 7;
    private const int H = 37;
    private const int First = 2;
    private const int Count = 4;

    // A few roundings of 6e-8 each, and functions within 2 ulp.
    private const double Relative = 1e-6;

    // Terms below one that may cancel.
    private const double Absolute = 5e-7;

    private readonly Panels gates = TestPanels.Random(Rows, 4, H, 1, 4);
    private readonly Panels cellPrevious = TestPanels.Random(Rows, 1, H, 2, 2);
    private readonly Panels cell = new(Rows, H);
    private readonly Panels hidden = new(Rows, H);
    private readonly Panels dHidden = TestPanels.Random(Rows, 1, H, 3, 1);
    private readonly Panels dCell = TestPanels.Random(Rows, 1, H, 4, 1);

    [Fact]
    public void ForwardIsTheTextbooksFormula()
    {
        Panels sums = TestPanels.Copy(gates);
        Forward(LaneSelection.Current);
        for (int row = First; row < First + Count; row++)
        {
            for (int unit = 0; unit < H; unit++)
            {
                double[] a =
                [
                    sums[row, unit], sums[row, H + unit], sums[row, (2 * H) + unit], sums[row, (3 * H) + unit],
                ];
                (double h, double c) = Exact(a, cellPrevious[row, unit]);
                TestPanels.AssertClose(c, cell[row, unit], Relative, Absolute, "c");
                TestPanels.AssertClose(h, hidden[row, unit], Relative, Absolute, "h");
            }
        }
    }

    [Fact]
    public void BackwardIsTheSlopeOfForward()
    {
        Panels sums = TestPanels.Copy(gates);
        Panels dCellBefore = TestPanels.Copy(dCell);
        Forward(LaneSelection.Current);
        Backward(LaneSelection.Current);
        for (int row = First; row < First + Count; row++)
        {
            for (int unit = 0; unit < H; unit++)
            {
                double[] x =
                [
                    sums[row, unit], sums[row, H + unit], sums[row, (2 * H) + unit], sums[row, (3 * H) + unit],
                    cellPrevious[row, unit],
                ];
                double dh = dHidden[row, unit];
                double dc = dCellBefore[row, unit];
                for (int i = 0; i < x.Length; i++)
                {
                    double slope = FiniteDifferences.Slope(x, i, Loss);
                    float ours = i < 4 ? gates[row, (i * H) + unit] : dCell[row, unit];
                    TestPanels.AssertClose(slope, ours, Relative, Absolute, $"argument {i}");
                }

                double Loss(double[] at)
                {
                    (double h, double c) = Exact(at, at[4]);
                    return (dh * h) + (dc * c);
                }
            }
        }
    }

    [Fact]
    public void EveryWidthGivesTheSameBits()
    {
        uint[]? expected = null;
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            var fresh = new LstmGatesTests();
            fresh.Forward(kind);
            uint[] forward = TestPanels.Bits(fresh.gates, fresh.cell, fresh.hidden);
            fresh.Backward(kind);
            uint[] bits = [.. forward, .. TestPanels.Bits(fresh.gates, fresh.dCell)];
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    [Fact]
    public void OtherRowsAreLeftAlone()
    {
        Panels before = TestPanels.Copy(gates);
        Forward(LaneSelection.Current);
        foreach (int row in new[] { 0, First - 1, First + Count, Rows - 1 })
        {
            for (int column = 0; column < H; column++)
            {
                Assert.Equal(before[row, (3 * H) + column], gates[row, (3 * H) + column]);
                Assert.Equal(0, hidden[row, column]);
            }
        }
    }

    private static (double H, double C) Exact(double[] a, double cBefore)
    {
        double c = (Sigmoid(a[1]) * cBefore) + (Sigmoid(a[0]) * Math.Tanh(a[2]));
        return (Sigmoid(a[3]) * Math.Tanh(c), c);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private void Forward(LaneKind kind) =>
        LstmGates.Forward(
            new(gates, First), new(cellPrevious, First), new(cell, First), new(hidden, First), Count, kind);

    private void Backward(LaneKind kind) =>
        LstmGates.Backward(
            new(gates, First),
            new(cellPrevious, First),
            new(cell, First),
            new(dHidden, First),
            new(dCell, First),
            Count,
            kind);
}
