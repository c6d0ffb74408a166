using System.Runtime.Intrinsics;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Tests.Lanes;

public sealed class ExactFmaTests
{
    private const int TriplesPerKind = 400_000;

    [Fact]
    public void AnyBitsAreRoundedOnce() =>
        Check(70, words => (Float(words.X0), Float(words.X1), Float(words.X2)));

    /// <summary>Exponents so close that the addend meets the product at every distance of their digits.</summary>
    [Fact]
    public void AddendsNearTheProductAreRoundedOnce() =>
        Check(71, words =>
        {
            float a = Significand(words.X0);
            float b = Significand(words.X1);
            return (a, b, MathF.ScaleB(Significand(words.X2), (int)(words.X3 % 112) - 56));
        });

    /// <summary>The addend is the product's rounding with the other sign: what is left is its rounding error.</summary>
    [Fact]
    public void CancellationsLeaveTheExactRest() =>
        Check(72, words =>
        {
            float a = MathF.ScaleB(Significand(words.X0), (int)(words.X3 % 100) - 70);
            float b = Significand(words.X1);
            float product = a * b;
            return (a, b, -MathF.ScaleB(product, (int)(words.X2 % 3) - 1));
        });

    [Fact]
    public void SubnormalResultsAreRoundedOnce() =>
        Check(73, words =>
        {
            float a = MathF.ScaleB(Significand(words.X0), -70 - (int)(words.X3 % 12));
            float b = MathF.ScaleB(Significand(words.X1), -60 - (int)(words.X3 / 16 % 12));
            return (a, b, Float(words.X2 & 0x80FFFFFF));
        });

    /// <summary>As further below, where the unit is that of the subnormals: half of it is 2^-150.</summary>
    [Fact]
    public void ProductsNearHalfTheSmallestFloatAreRoundedOnce() =>
        Check(77, words =>
        {
            float a = MathF.ScaleB(NearOne(words.X0), -75);
            float b = MathF.ScaleB(NearOne(words.X1), -75);
            return (a, b, Float(words.X2 & 0x80FFFFFF));
        });

    /// <summary>
    /// Twice 13 odd bits make 25: the product lies halfway between two floats, and the addend, however small, decides.
    /// Rounding to double first would lose it. Every fourth addend is zero: then the tie goes to even.
    /// </summary>
    [Fact]
    public void HalfwayCasesAreDecidedByTheSmallestAddend() =>
        Check(74, words =>
        {
            float a = MathF.ScaleB((words.X0 & 0x1FFF) | 0x1001, (int)(words.X3 % 40) - 20);
            float b = (words.X1 & 0x1FFF) | 0x1001;
            float tiny = MathF.ScaleB(Significand(words.X2), -40 - (int)(words.X3 / 64 % 105));
            return (a, b, words.X3 >> 30 == 0 ? 0 : tiny);
        });

    /// <summary>The product is half a unit of the addend's last place, or misses it by a few 2^-23 or 2^-46.</summary>
    [Fact]
    public void ProductsNearHalfAUnitOfTheAddendAreRoundedOnce() =>
        Check(75, words =>
        {
            float addend = MathF.ScaleB(Significand(words.X2), (int)(words.X3 % 200) - 100);
            float half = MathF.ScaleB(1, MathF.ILogB(addend) - 24);
            return (half * NearOne(words.X0), NearOne(words.X1), addend);
        });

    [Fact]
    public void OverflowGoesToInfinityExactlyWhereItShould() =>
        Check(76, words =>
        {
            float a = MathF.ScaleB(Significand(words.X0), 63);
            float b = MathF.ScaleB(Significand(words.X1), 63);
            bool isAnyHuge = (words.X3 & 1) == 0;
            return (a, b, isAnyHuge ? Float(words.X2 | 0x7F000000) : float.MaxValue / 2 * Significand(words.X2));
        });

    [Fact]
    public void SpecialValuesAreThoseOfIeee754()
    {
        float[] special =
        [
            0f, -0f, float.Epsilon, -float.Epsilon, 1.1754942E-38f, 1.1754944E-38f, 1f, -1f, 0.99999994f, 1.0000001f,
            float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1.8446744E19f,
        ];
        foreach (float a in special)
        {
            foreach (float b in special)
            {
                foreach (float c in special)
                {
                    CheckOne(a, b, c);
                }
            }
        }
    }

    private static void Check(uint test, Func<PhiloxWords, (float A, float B, float C)> triple)
    {
        for (uint number = 0; number < TriplesPerKind; number++)
        {
            PhiloxWords words = Philox.Compute(new PhiloxKey(test, 0), new PhiloxWords(number, 0, 0, 0));
            (float a, float b, float c) = triple(words);
            CheckOne(a, b, c);
        }
    }

    private static void CheckOne(float a, float b, float c)
    {
        float expected = MathF.FusedMultiplyAdd(a, b, c);
        float scalar = ExactFma.Compute(a, b, c);
        Vector128<float> vector = ExactFma.Compute(
            Vector128.Create(a, b, -a, -b), Vector128.Create(b, a, b, a), Vector128.Create(c, c, -c, -c));
        if (!Same(expected, scalar) || !Same(expected, vector[0]) || !Same(expected, vector[1]) ||
            !Same(MathF.FusedMultiplyAdd(-a, b, -c), vector[2]) || !Same(MathF.FusedMultiplyAdd(-b, a, -c), vector[3]))
        {
            Assert.Fail($"{a:R} * {b:R} + {c:R} is {expected:R}, not {scalar:R} or {vector}");
        }
    }

    private static bool Same(float left, float right) =>
        BitConverter.SingleToInt32Bits(left) == BitConverter.SingleToInt32Bits(right) ||
        (float.IsNaN(left) && float.IsNaN(right));

    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    /// <summary>1, or up to two units of its last place away, with a random sign.</summary>
    private static float NearOne(uint word)
    {
        float value = 1 + (((int)(word % 5) - 2) * 1.1920929e-7f);
        return word >> 31 == 0 ? value : -value;
    }

    /// <summary>A float of magnitude 1 to 2 with a random sign; often with few digits, which makes ties.</summary>
    private static float Significand(uint word)
    {
        int zeros = (int)((word >> 27) & 3) * 6;
        uint digits = (word & 0x7FFFFF) >> zeros << zeros;
        return Float((word & 0x80000000) | 0x3F800000 | digits);
    }
}
