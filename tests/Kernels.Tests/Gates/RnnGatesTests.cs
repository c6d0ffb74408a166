using RnnCluster.Kernels.Gates;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Tests.Gates;

public sealed class RnnGatesTests
{
    private const int Rows = 5;
    private const int H = 19;

    private readonly Panels sums = TestPanels.Random(Rows, 1, H, 1, 3);
    private readonly Panels hidden = new(Rows, H);
    private readonly Panels dHidden = TestPanels.Random(Rows, 1, H, 2, 1);
    private readonly Panels dSums = new(Rows, H);

    [Fact]
    public void TanhIsTanhAndItsSlope()
    {
        RnnGates.ForwardTanh(new(sums, 1), new(hidden, 1), Rows - 1);
        RnnGates.BackwardTanh(new(hidden, 1), new(dHidden, 1), new(dSums, 1), Rows - 1);
        for (int row = 1; row < Rows; row++)
        {
            for (int unit = 0; unit < H; unit++)
            {
                double h = Math.Tanh(sums[row, unit]);
                double slope = FiniteDifferences.Slope([sums[row, unit]], 0, x => Math.Tanh(x[0]));
                TestPanels.AssertClose(h, hidden[row, unit], 2.4e-7, 0, "h");

                // 1 - h^2 inherits twice the error of h.
                TestPanels.AssertClose(slope * dHidden[row, unit], dSums[row, unit], 1e-6, 3e-7, "da");
                Assert.Equal(0, hidden[0, unit]);
            }
        }
    }

    [Fact]
    public void ReluCutsBelowZeroAndItsGradientToo()
    {
        sums[0, 0] = float.NaN;
        sums[0, 1] = 0;
        RnnGates.ForwardRelu(new(sums, 0), new(hidden, 0), Rows);
        RnnGates.BackwardRelu(new(hidden, 0), new(dHidden, 0), new(dSums, 0), Rows);
        Assert.True(float.IsNaN(hidden[0, 0]));
        Assert.Equal(0, dSums[0, 1]);
        for (int row = 1; row < Rows; row++)
        {
            for (int unit = 0; unit < H; unit++)
            {
                Assert.Equal(Math.Max(0, sums[row, unit]), hidden[row, unit]);
                Assert.Equal(sums[row, unit] > 0 ? dHidden[row, unit] : 0, dSums[row, unit]);
            }
        }
    }

    [Fact]
    public void EveryWidthGivesTheSameBits()
    {
        AssertSameBits<TanhActivation>();
        AssertSameBits<ReluActivation>();
    }

    private static void AssertSameBits<TActivation>()
        where TActivation : struct, IActivation
    {
        uint[]? expected = null;
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            var fresh = new RnnGatesTests();
            RnnGates.Forward<TActivation>(new(fresh.sums, 0), new(fresh.hidden, 0), Rows, kind);
            RnnGates.Backward<TActivation>(
                new(fresh.hidden, 0), new(fresh.dHidden, 0), new(fresh.dSums, 0), Rows, kind);
            uint[] bits = TestPanels.Bits(fresh.hidden, fresh.dSums);
            expected ??= bits;
            Assert.Equal(expected, bits);
        }
    }
}
