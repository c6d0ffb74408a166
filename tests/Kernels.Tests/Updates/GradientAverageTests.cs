using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Updates;

namespace RnnCluster.Kernels.Tests.Updates;

public sealed class GradientAverageTests
{
    private const int Length = (4 * Blocks.Floats) + 21;
    private const int BlockCount = 5;
    private const float Factor = 1f / 2048;

    [Fact]
    public void AverageAndNormsAreThePlainLoopBitForBitAtEveryWidth()
    {
        float[] sums = Values();
        double[] expected = new double[BlockCount];
        for (int block = 0; block < BlockCount; block++)
        {
            double[] lanes = new double[16];
            int start = block * Blocks.Floats;
            for (int i = start; i < Math.Min(Length, start + Blocks.Floats); i++)
            {
                double average = sums[i] * Factor;
                lanes[(i - start) % 16] += average * average;
            }

            for (int half = 8; half > 0; half /= 2)
            {
                for (int lane = 0; lane < half; lane++)
                {
                    lanes[lane] += lanes[lane + half];
                }
            }

            expected[block] = lanes[0];
        }

        foreach (LaneKind kind in LaneKinds.Supported)
        {
            float[] gradient = Values();
            double[] squares = new double[BlockCount];
            GradientAverage.Apply(gradient, Factor, 3, BlockCount, squares, kind);
            GradientAverage.Apply(gradient, Factor, 0, 3, squares, kind);
            Assert.Equal(expected, squares);
            Assert.Equal(Array.ConvertAll(sums, x => x * Factor), gradient);
        }
    }

    [Theory]
    [InlineData(0, float.NaN)]
    [InlineData(Blocks.Floats, float.PositiveInfinity)]
    [InlineData(Length - 1, float.NegativeInfinity)]
    public void AnElementThatIsNotFiniteIsSeenInTheNorm(int index, float bad)
    {
        float[] gradient = Values();
        gradient[index] = bad;
        double[] squares = new double[BlockCount];
        GradientAverage.Apply(gradient, Factor, 0, BlockCount, squares);
        Assert.False(double.IsFinite(BlockNorms.Combine(squares)));
        Assert.Equal(1, squares.Count(x => !double.IsFinite(x)));
    }

    [Fact]
    public void BlocksAreCombinedByATreeOverTheirIndex()
    {
        double[] x = [1, 1e-16, 1e-16, 3e-16, 2e-16, 1e-16, 7e-17];
        Assert.Equal(x[0], BlockNorms.Combine(x.AsSpan(0, 1)));
        Assert.Equal((x[0] + x[1]) + x[2], BlockNorms.Combine(x.AsSpan(0, 3)));
        Assert.Equal(
            ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + x[6]),
            BlockNorms.Combine(x));
        Assert.NotEqual(x.Sum(), BlockNorms.Combine(x));
    }

    private static float[] Values()
    {
        float[] values = new float[Length];
        for (int i = 0; i < Length; i++)
        {
            values[i] = TestPanels.Value(9, i, 100);
        }

        return values;
    }
}
