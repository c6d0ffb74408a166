using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Updates;

namespace RnnCluster.Kernels.Tests.Updates;

public sealed class ParameterUpdateTests
{
    // Two whole blocks and one with a tail that fills no register.
    private const int Length = (2 * Blocks.Floats) + 1003;
    private const int BlockCount = 3;

    private readonly float[] gradient = Values(1, 0.3f);
    private readonly float[] parameters = Values(2, 1);
    private readonly float[] first = Values(3, 0.1f);
    private readonly float[] second = Array.ConvertAll(Values(4, 0.1f), Math.Abs);
    private readonly Digest128[] digests = new Digest128[BlockCount];

    // Derived by hand from PyTorch's documented formulas; p = 1 and g = 0.5 in both steps, rate 0.1.
    [Theory]
    [InlineData(0.9, 0.0, 0.0, false, 0.95, 0.855)]
    [InlineData(0.9, 0.0, 0.0, true, 0.905, 0.7695)]
    [InlineData(0.9, 0.5, 0.0, false, 0.95, 0.88)]
    [InlineData(0.9, 0.0, 0.1, false, 0.94, 0.8266)]
    [InlineData(0.0, 0.0, 0.1, false, 0.94, 0.8806)]
    public void SgdFollowsPyTorch(
        double momentum, double dampening, double decay, bool nesterov, double afterOne, double afterTwo)
    {
        float[] p = [1];
        float[] buffer = [0];
        foreach ((int step, double expected) in new[] { (1, afterOne), (2, afterTwo) })
        {
            var scalars = SgdScalars.Create(step, 0.1, momentum, dampening, decay, nesterov);
            ParameterUpdate.SgdMomentum(scalars, GradientClip.None, [0.5f], p, buffer, 0, 1, digests);
            Assert.Equal(expected, p[0], 1e-6);
        }
    }

    // Derived by hand: m = 0.05 then 0.02, v = 0.00025 then 0.00031225, for g = 0.5 then -0.25, rate 0.1.
    [Theory]
    [InlineData(false, 0.9, 0.8733663)]
    [InlineData(true, 0.89, 0.8544663)]
    public void AdamFollowsPyTorch(bool decoupled, double afterOne, double afterTwo)
    {
        float[] p = [1];
        float[] m = [0];
        float[] v = [0];
        foreach ((int step, float g, double expected) in new[] { (1, 0.5f, afterOne), (2, -0.25f, afterTwo) })
        {
            AdamScalars scalars = decoupled
                ? AdamScalars.AdamW(step, 0.1, 0.9, 0.999, 1e-8, 0.1)
                : AdamScalars.Adam(step, 0.1, 0.9, 0.999, 1e-8, 0);
            ParameterUpdate.Adam(scalars, GradientClip.None, [g], p, m, v, 0, 1, digests);
            Assert.Equal(expected, p[0], 1e-6);
        }
    }

    [Fact]
    public void AdamIsThePlainLoopBitForBit()
    {
        AdamScalars s = AdamScalars.AdamW(7, 0.01, 0.9, 0.999, 1e-8, 0.1) with { WeightDecay = 0.02f };
        var clip = new GradientClip(0.7f, 0.15f);
        var reference = new ParameterUpdateTests();
        for (int i = 0; i < Length; i++)
        {
            float p = reference.parameters[i];
            float g = Math.Clamp(gradient[i] * clip.Factor, -clip.ValueMax, clip.ValueMax);
            g = MathF.FusedMultiplyAdd(s.WeightDecay, p, g);
            float m = MathF.FusedMultiplyAdd(s.Gain1, g - reference.first[i], reference.first[i]);
            float v = MathF.FusedMultiplyAdd(s.Beta2, reference.second[i], s.Gain2 * g * g);
            float root = MathF.FusedMultiplyAdd(MathF.Sqrt(v), s.RootScale, s.Epsilon);
            reference.parameters[i] = MathF.FusedMultiplyAdd(-s.StepSize, m / root, p * s.Shrink);
            reference.first[i] = m;
            reference.second[i] = v;
        }

        ParameterUpdate.Adam(s, clip, gradient, parameters, first, second, 0, BlockCount, digests);
        Assert.Equal(reference.parameters, parameters);
        Assert.Equal(reference.first, first);
        Assert.Equal(reference.second, second);
    }

    [Fact]
    public void SgdIsThePlainLoopBitForBit()
    {
        SgdScalars s = SgdScalars.Create(3, 0.1, 0.9, 0, 0.01, true);
        float[] plain = [.. parameters];
        float[] expected = [.. parameters];
        float[] expectedPlain = [.. parameters];
        float[] buffer = [.. first];
        for (int i = 0; i < Length; i++)
        {
            float g = MathF.FusedMultiplyAdd(s.WeightDecay, expected[i], gradient[i]);
            buffer[i] = MathF.FusedMultiplyAdd(s.Decay, buffer[i], s.Gain * g);
            float direction = MathF.FusedMultiplyAdd(s.Lookahead, buffer[i], g);
            expected[i] = MathF.FusedMultiplyAdd(-s.Rate, direction, expected[i]);
            expectedPlain[i] = MathF.FusedMultiplyAdd(-s.Rate, g, expectedPlain[i]);
        }

        ParameterUpdate.Sgd(s, GradientClip.None, gradient, plain, 0, BlockCount, digests);
        ParameterUpdate.SgdMomentum(s, GradientClip.None, gradient, parameters, first, 0, BlockCount, digests);
        Assert.Equal(expectedPlain, plain);
        Assert.Equal(expected, parameters);
        Assert.Equal(buffer, first);
    }

    [Fact]
    public void EveryWidthAndEveryOrderOfTheBlocksGivesTheSameBits()
    {
        ParameterUpdateTests? expected = null;
        AdamScalars scalars = AdamScalars.Adam(2, 0.01, 0.9, 0.999, 1e-8, 0.1);
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            var fresh = new ParameterUpdateTests();
            foreach (int block in new[] { 2, 0, 1 })
            {
                ParameterUpdate.Apply(
                    new AdamRule(scalars),
                    GradientClip.ByNorm(5, 1),
                    fresh.gradient,
                    fresh.parameters,
                    fresh.first,
                    fresh.second,
                    block,
                    block + 1,
                    fresh.digests,
                    kind);
            }

            expected ??= fresh;
            Assert.Equal(expected.parameters, fresh.parameters);
            Assert.Equal(expected.first, fresh.first);
            Assert.Equal(expected.second, fresh.second);
            Assert.Equal(expected.digests, fresh.digests);
        }
    }

    [Fact]
    public void TheDigestOfAnUpdateIsThatOfTheVectorsAtRest()
    {
        var scalars = AdamScalars.Adam(2, 0.01, 0.9, 0.999, 1e-8, 0.1);
        ParameterUpdate.Adam(
            scalars, GradientClip.None, gradient, parameters, first, second, 0, BlockCount, digests);
        Assert.Equal(RestDigests.Of(parameters, first, second), digests);
        var sgd = SgdScalars.Create(2, 0.01, 0.9, 0, 0, false);
        ParameterUpdate.SgdMomentum(sgd, GradientClip.None, gradient, parameters, first, 0, BlockCount, digests);
        Assert.Equal(RestDigests.Of(parameters, first), digests);
        ParameterUpdate.Sgd(sgd, GradientClip.None, gradient, parameters, 0, BlockCount, digests);
        Assert.Equal(RestDigests.Of(parameters), digests);
    }

    [Fact]
    public void AStepAllocatesNothing()
    {
        double[] squares = new double[BlockCount];
        Step();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            GradientAverage.Apply(gradient, 0.5f, 0, BlockCount, squares);
            GradientClip clip = GradientClip.ByNorm(Math.Sqrt(BlockNorms.Combine(squares)), 1);
            var scalars = AdamScalars.Adam(2, 0.01, 0.9, 0.999, 1e-8, 0.1);
            ParameterUpdate.Adam(scalars, clip, gradient, parameters, first, second, 0, BlockCount, digests);
            _ = BlockDigest.Chain(default, digests);
        }
    }

    private static float[] Values(int seed, float scale)
    {
        float[] values = new float[Length];
        for (int i = 0; i < Length; i++)
        {
            values[i] = TestPanels.Value(seed, i, scale);
        }

        return values;
    }
}
