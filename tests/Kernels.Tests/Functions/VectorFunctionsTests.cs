using System.Runtime.InteropServices;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Lanes;
using Xunit.Abstractions;

namespace RnnCluster.Kernels.Tests.Functions;

public sealed class VectorFunctionsTests(ITestOutputHelper output)
{
    private const double UlpMax = 2;
    private const int Chunk = 4096;

    // Odd, so that the sweep passes through all low bits: 2^32 / 67 = 64 million floats.
    private const int SweepStride = 67;

    private delegate void Function(ReadOnlySpan<float> source, Span<float> destination);

    [Fact]
    public void ExpIsWithinTwoUlpOverAllFloats() => Sweep(VectorFunctions.Exp, Math.Exp, [0f, 1f, 64f, 87.5f, 103f]);

    [Fact]
    public void LogIsWithinTwoUlpOverAllFloats() => Sweep(VectorFunctions.Log, Math.Log, [0.5f, 0.75f, 1f, 1.25f]);

    [Fact]
    public void TanhIsWithinTwoUlpOverAllFloats() => Sweep(VectorFunctions.Tanh, Math.Tanh, [0.25f, 0.5f, 1f, 8f]);

    [Fact]
    public void SigmoidIsWithinTwoUlpOverAllFloats() =>
        Sweep(VectorFunctions.Sigmoid, ExactSigmoid, [-0.5f, -1f, -4f, -16f, -64f]);

    [Fact]
    public void SpecialValuesAreWhatIeeeSays()
    {
        float infinity = float.PositiveInfinity;
        AssertValues(VectorFunctions.Exp, [0f, -0f, infinity, -infinity], [1f, 1f, infinity, 0f]);
        AssertValues(VectorFunctions.Exp, [88.73f, 89f, -103.98f, -104f], [infinity, infinity, 0f, 0f]);
        AssertValues(VectorFunctions.Exp, [float.MaxValue, float.MinValue, float.Epsilon], [infinity, 0f, 1f]);
        AssertValues(VectorFunctions.Log, [1f, 0f, -0f, infinity], [0f, -infinity, -infinity, infinity]);
        AssertValues(VectorFunctions.Tanh, [0f, -0f, infinity, -infinity, 20f, -20f], [0f, -0f, 1f, -1f, 1f, -1f]);
        AssertValues(VectorFunctions.Sigmoid, [0f, infinity, -infinity, 200f, -200f], [0.5f, 1f, 0f, 1f, 0f]);
        float[] result = new float[6];
        VectorFunctions.Log([-1f, -infinity, -float.Epsilon, float.MinValue, float.NaN, -1e-38f], result);
        Assert.All(result, x => Assert.True(float.IsNaN(x)));
        foreach (Function function in new Function[]
        {
            VectorFunctions.Exp, VectorFunctions.Tanh, VectorFunctions.Sigmoid,
        })
        {
            function([float.NaN], result.AsSpan(0, 1));
            Assert.True(float.IsNaN(result[0]));
        }
    }

    [Fact]
    public void TanhIsOddToTheBit()
    {
        float[] source = Points(9973);
        float[] mirrored = Array.ConvertAll(source, x => -x);
        float[] plus = new float[source.Length];
        float[] minus = new float[source.Length];
        VectorFunctions.Tanh(source, plus);
        VectorFunctions.Tanh(mirrored, minus);
        for (int i = 0; i < source.Length; i++)
        {
            Assert.True(float.IsNaN(plus[i]) ? float.IsNaN(minus[i]) : plus[i].Equals(-minus[i]), $"{source[i]:R}");
        }
    }

    [Fact]
    public void EveryWidthGivesTheSameBits()
    {
        AssertSameBits<ExpFunction>();
        AssertSameBits<LogFunction>();
        AssertSameBits<TanhFunction>();
        AssertSameBits<SigmoidFunction>();
    }

    // Golden bits: the widths of this machine might agree with each other and differ from another machine's.
    [Fact]
    public void TheBitsAreTheSameOnEveryMachine()
    {
        ulong hash = 14695981039346656037;
        float[] source = Points(65521);
        float[] result = new float[source.Length];
        foreach (Function function in new Function[]
        {
            VectorFunctions.Exp, VectorFunctions.Log, VectorFunctions.Tanh, VectorFunctions.Sigmoid,
        })
        {
            function(source, result);
            foreach (float value in result)
            {
                uint bits = BitConverter.SingleToUInt32Bits(float.IsNaN(value) ? float.NaN : value);
                hash = (hash ^ bits) * 1099511628211;
            }
        }

        Assert.Equal(7076098747187474357UL, hash);
    }

    [Fact]
    public void ThePlaceInASpanDoesNotMatterAndTheTailStaysInside()
    {
        float[] source = new float[61];
        for (int i = 0; i < source.Length; i++)
        {
            source[i] = (i - 30) * 0.37f;
        }

        float[] whole = new float[61];
        VectorFunctions.Sigmoid(source, whole);
        for (int length = 0; length <= 33; length++)
        {
            float[] part = new float[length + 2];
            part.AsSpan().Fill(7);
            VectorFunctions.Sigmoid(source.AsSpan(5, length), part.AsSpan(1, length));
            Assert.Equal(whole.AsSpan(5, length), part.AsSpan(1, length));
            Assert.Equal(7, part[0]);
            Assert.Equal(7, part[^1]);
        }
    }

    private static double ExactSigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static void AssertValues(Function function, float[] arguments, float[] expected)
    {
        float[] result = new float[arguments.Length];
        function(arguments, result);
        Assert.Equal(
            Array.ConvertAll(expected, BitConverter.SingleToUInt32Bits),
            Array.ConvertAll(result, BitConverter.SingleToUInt32Bits));
    }

    private static void AssertSameBits<TFunction>()
        where TFunction : struct, ILaneFunction
    {
        float[] source = Points(7919);
        float[] expected = new float[source.Length];
        VectorFunctions.Map<TFunction>(source, expected, LaneKind.Scalar);
        foreach (LaneKind kind in LaneKinds.Supported)
        {
            float[] result = new float[source.Length];
            VectorFunctions.Map<TFunction>(source, result, kind);
            for (int i = 0; i < source.Length; i++)
            {
                // All NaNs are one: their bits never reach a state.
                bool same = BitConverter.SingleToUInt32Bits(result[i]) == BitConverter.SingleToUInt32Bits(expected[i]);
                Assert.True(same || (float.IsNaN(result[i]) && float.IsNaN(expected[i])), $"{kind} at {source[i]:R}");
            }
        }
    }

    // All floats at a distance in bit pattern: every sign, every exponent, infinities and NaN.
    private static float[] Points(int stride)
    {
        var points = new List<float>();
        for (ulong bits = 0; bits <= uint.MaxValue; bits += (ulong)stride)
        {
            points.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        }

        return [.. points];
    }

    // The whole range in steps, and 2^16 adjacent floats on each side of chosen points.
    private void Sweep(Function function, Func<double, double> exact, float[] dense)
    {
        double worst = 0;
        float worstAt = 0;
        uint[] bits = new uint[Chunk];
        float[] results = new float[Chunk];
        for (ulong next = 0; next <= uint.MaxValue;)
        {
            int count = 0;
            for (; count < Chunk && next <= uint.MaxValue; next += SweepStride)
            {
                bits[count++] = (uint)next;
            }

            Check(count);
        }

        foreach (float centre in dense)
        {
            uint first = BitConverter.SingleToUInt32Bits(centre) - (1 << 16);
            for (uint start = 0; start < 1 << 17; start += Chunk)
            {
                for (uint i = 0; i < Chunk; i++)
                {
                    bits[i] = first + start + i;
                }

                Check(Chunk);
            }
        }

        output.WriteLine($"at most {worst:F3} ulp, at {worstAt:R}");
        Assert.True(worst <= UlpMax, $"{worst} ulp at {worstAt:R}");

        void Check(int count)
        {
            ReadOnlySpan<float> source = MemoryMarshal.Cast<uint, float>(bits)[..count];
            function(source, results.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                double reference = exact(source[i]);
                double distance = double.IsNaN(reference)
                    ? float.IsNaN(results[i]) ? 0 : double.PositiveInfinity
                    : UnitsInTheLastPlace.OfFloat(results[i], reference);
                if (distance > worst)
                {
                    worst = distance;
                    worstAt = source[i];
                }
            }
        }
    }
}
