using RnnCluster.Kernels.Gates;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Gates;

public sealed class GruGatesTests
{
    private const int Rows = 6;
    private const int H = 21;
    private const int First = 1;
    private const int Count = 4;

    // A few roundings of 6e-8 each, and functions within 2 ulp.
    private const double Relative = 1e-6;

    // Terms below one that may cancel.
    private const double Absolute = 5e-7;

    private readonly Panels gates = TestPanels.Random(Rows, 3, H, 1, 4);
    private readonly Panels recurrentNew = TestPanels.Random(Rows, 1, H, 2, 2);
    private readonly Panels hiddenPrevious = TestPanels.Random(Rows, 1, H, 3, 1);
    private readonly Panels hidden = new(Rows, H);
    private readonly Panels dHidden = TestPanels.Random(Rows, 1, H, 4, 1);
    private readonly Panels dHiddenPrevious = new(Rows, H);

    [Fact]
    public void ForwardIsPyTorchsFormula()
    {
        Panels sums = TestPanels.Copy(gates);
        Forward(LaneSelection.Current);
        for (int row = First; row < First + Count; row++)
        {
            for (int unit = 0; unit < H; unit++)
            {
                double h = Exact(Arguments(sums, recurrentNew, row, unit));
                TestPanels.AssertClose(h, hidden[row, unit], Relative, Absolute, "h");
            }
        }
    }

    [Fact]
    public void BackwardIsTheSlopeOfForward()
    {
        Panels sums = TestPanels.Copy(gates);
        Panels recurrent = TestPanels.Copy(recurrentNew);
        Forward(LaneSelection.Current);
        Backward(LaneSelection.Current);
        for (int row = First; row < First + Count; row++)
        {
            for (int unit = 0; unit < H; unit++)
            {
                double[] x = Arguments(sums, recurrent, row, unit);
                double[] ours =
                [
                    gates[row, unit], gates[row, H + unit], gates[row, (2 * H) + unit], recurrentNew[row, unit],
                    dHiddenPrevious[row, unit],
                ];
                for (int i = 0; i < x.Length; i++)
                {
                    double slope = dHidden[row, unit] * FiniteDifferences.Slope(x, i, Exact);
                    TestPanels.AssertClose(slope, (float)ours[i], Relative, Absolute, $"argument {i}");
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
            var fresh = new GruGatesTests();
            fresh.Forward(kind);
            uint[] forward = TestPanels.Bits(fresh.gates, fresh.hidden);
            fresh.Backward(kind);
            uint[] bits = [.. forward, .. TestPanels.Bits(fresh.gates, fresh.recurrentNew, fresh.dHiddenPrevious)];
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }

    private static double[] Arguments(Panels sums, Panels recurrent, int row, int unit, Panels hiddenBefore) =>
    [
        sums[row, unit], sums[row, H + unit], sums[row, (2 * H) + unit], recurrent[row, unit], hiddenBefore[row, unit],
    ];

    private static double Exact(double[] x)
    {
        double z = Sigmoid(x[1]);
        return ((1 - z) * Math.Tanh(x[2] + (Sigmoid(x[0]) * x[3]))) + (z * x[4]);
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private double[] Arguments(Panels sums, Panels recurrent, int row, int unit) =>
        Arguments(sums, recurrent, row, unit, hiddenPrevious);

    private void Forward(LaneKind kind) =>
        GruGates.Forward(
            new(gates, First), new(recurrentNew, First), new(hiddenPrevious, First), new(hidden, First), Count, kind);

    private void Backward(LaneKind kind) =>
        GruGates.Backward(
            new(gates, First),
            new(recurrentNew, First),
            new(hiddenPrevious, First),
            new(dHidden, First),
            new(dHiddenPrevious, First),
            Count,
            kind);
}
