using RnnCluster.Kernels.Functions;
using RnnCluster.Shared;
using Xunit.Abstractions;

namespace RnnCluster.Kernels.Tests.Functions;

public sealed class DoubleFunctionsTests(ITestOutputHelper output)
{
    // The promise is 2; the reference, libm, may be off by one itself.
    private const double UlpMax = 2;
    private const int Points = 1_000_000;

    [Fact]
    public void ExpIsWithinTwoUlp()
    {
        Check(i => Between(i, -746, 710), DoubleFunctions.Exp, Math.Exp);
        Check(i => Between(i, -1, 1), DoubleFunctions.Exp, Math.Exp);
    }

    [Fact]
    public void LogIsWithinTwoUlp()
    {
        Check(i => Math.Abs(AnyDouble(i)), DoubleFunctions.Log, Math.Log);
        Check(i => Between(i, 0.5, 2), DoubleFunctions.Log, Math.Log);
    }

    [Fact]
    public void CosIsWithinTwoUlp()
    {
        Check(i => Between(i, 0, 2 * Math.PI), DoubleFunctions.Cos, Math.Cos);
        Check(i => Between(i, -1e6, 1e6), DoubleFunctions.Cos, Math.Cos);
        Check(i => (((i % 100_000) + 0.5) * Math.PI) + (1e-9 * Between(i, -1, 1)), DoubleFunctions.Cos, Math.Cos);
    }

    [Fact]
    public void PowIsWithinTwoUlp()
    {
        Check(i => i, i => DoubleFunctions.Pow(0.999, i), i => Math.Pow(0.999, i));
        Check(
            i => i,
            i => DoubleFunctions.Pow(Between((int)i, 0, 3), Between((int)i + Points, -600, 600)),
            i => Math.Pow(Between((int)i, 0, 3), Between((int)i + Points, -600, 600)));
        Check(
            i => i,
            i => DoubleFunctions.Pow(Between((int)i, 0, 1e300), Between((int)i + Points, -1, 1)),
            i => Math.Pow(Between((int)i, 0, 1e300), Between((int)i + Points, -1, 1)));
    }

    [Fact]
    public void SpecialValuesAreWhatIeeeSays()
    {
        double infinity = double.PositiveInfinity;
        double[] arguments = [0, 1, infinity, -infinity, 1e308, -1e308, double.Epsilon, double.NaN, -1, 2.2e-308];
        foreach (double x in arguments)
        {
            Assert.Equal(Math.Exp(x), DoubleFunctions.Exp(x));
            Assert.Equal(Math.Log(x), DoubleFunctions.Log(x));
            foreach (double y in arguments.Where(_ => x >= 0))
            {
                Assert.Equal(Math.Pow(x, y), DoubleFunctions.Pow(x, y));
            }
        }

        Assert.True(double.IsNaN(DoubleFunctions.Pow(-2, 3)));
        Assert.Equal(1, DoubleFunctions.Cos(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleFunctions.Cos(2e6));
        Assert.Throws<ArgumentOutOfRangeException>(() => DoubleFunctions.Cos(double.NaN));
    }

    // Golden bits: a build that contracts or reorders the operations would change one of them.
    [Fact]
    public void TheBitsAreTheSameOnEveryMachine()
    {
        ulong hash = 14695981039346656037;
        for (int i = 0; i < 10_000; i++)
        {
            Mix(DoubleFunctions.Exp(Between(i, -700, 700)));
            Mix(DoubleFunctions.Log(Math.Abs(AnyDouble(i))));
            Mix(DoubleFunctions.Pow(0.999, i));
            Mix(DoubleFunctions.Cos(Between(i, -10, 10)));
        }

        Assert.Equal(9891748842618322041UL, hash);

        void Mix(double value) => hash = (hash ^ BitConverter.DoubleToUInt64Bits(value)) * 1099511628211;
    }

    private static double Between(int index, double low, double high)
    {
        PhiloxWords words = Philox.Compute(new PhiloxKey(1, 2), new PhiloxWords((uint)index, 0, 0, 0));
        return low + ((high - low) * Philox.Uniform(words.X0, words.X1));
    }

    private static double AnyDouble(int index)
    {
        PhiloxWords words = Philox.Compute(new PhiloxKey(3, 4), new PhiloxWords((uint)index, 0, 0, 0));
        double value = BitConverter.UInt64BitsToDouble(((ulong)words.X0 << 32) | words.X1);
        return double.IsFinite(value) ? value : 1;
    }

    private void Check(Func<int, double> point, Func<double, double> ours, Func<double, double> exact)
    {
        double worst = 0;
        double worstAt = 0;
        for (int i = 0; i < Points; i++)
        {
            double x = point(i);
            double distance = UnitsInTheLastPlace.OfDouble(ours(x), exact(x));
            if (distance > worst)
            {
                worst = distance;
                worstAt = x;
            }
        }

        output.WriteLine($"at most {worst:F3} ulp, at {worstAt:R}");
        Assert.True(worst <= UlpMax, $"{worst} ulp at {worstAt:R}: {ours(worstAt):R}, not {exact(worstAt):R}");
    }
}
