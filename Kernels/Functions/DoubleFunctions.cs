using System.Runtime.CompilerServices;

namespace RnnCluster.Kernels.Functions;

/// <summary>
/// exp, log, pow and cos of doubles, built from + - * / alone (never a fused operation), so that schedules, bias
/// corrections, losses and initial weights have the same bits on every CPU. Each is within 2 units in the last place.
/// </summary>
/// <remarks>
/// log is computed as an unevaluated sum of two doubles (Dekker's product, Knuth's sum), which pow needs: an error of
/// the logarithm is magnified by up to 745. The square root is <see cref="Math.Sqrt"/>, which IEEE 754 fixes.
/// </remarks>
public static class DoubleFunctions
{
    // 1.5 * 2^52: adding it rounds to an integer.
    private const double Rounder = 6755399441055744.0;
    private const double Log2E = 1.4426950408889634;
    private const double TwoOverPi = 0.6366197723675814;

    // ln 2 and pi / 2 in parts; those before the last have 33 bits, so that products with small integers are exact.
    private const double Ln2First = 0.6931471804855391;
    private const double Ln2Second = 7.440617109802979e-11;
    private const double Ln2Third = 2.0941744292700725e-21;
    private const double HalfPiFirst = 1.5707963267341256;
    private const double HalfPiSecond = 6.077100506303966e-11;
    private const double HalfPiThird = 2.0222662487959506e-21;

    /// <summary>The largest argument, in size, that <see cref="Cos"/> takes.</summary>
    public const double CosArgumentMax = 1 << 20;

    /// <summary>e^x, for every double; results below the normal range are subnormal.</summary>
    /// <param name="x">The exponent.</param>
    public static double Exp(double x) => ExpOfSum(x, 0);

    /// <summary>Natural logarithm, for every double; -infinity at zero, NaN below.</summary>
    /// <param name="x">The argument.</param>
    public static double Log(double x)
    {
        if (!(x > 0) || double.IsPositiveInfinity(x))
        {
            return x == 0 ? double.NegativeInfinity : x > 0 ? x : double.NaN;
        }

        (double high, double low) = LogAsSum(x);
        return high + low;
    }

    /// <summary>x^y for a base that is not negative; NaN for a negative one, whatever the exponent.</summary>
    /// <param name="x">The base, 0 or above.</param>
    /// <param name="y">The exponent. The power zero of anything is 1.</param>
    public static double Pow(double x, double y)
    {
        if (y == 0 || x == 1)
        {
            return 1;
        }

        if (!(x >= 0) || double.IsNaN(y))
        {
            return double.NaN;
        }

        if (x == 0 || double.IsPositiveInfinity(x))
        {
            return (x == 0) == (y > 0) ? 0 : double.PositiveInfinity;
        }

        (double high, double low) = LogAsSum(x);
        double size = y * high;
        if (!(Math.Abs(size) < 800))
        {
            return size > 0 ? double.PositiveInfinity : 0;
        }

        (double productHigh, double productLow) = Multiply(y, high);
        return ExpOfSum(productHigh, productLow + (y * low));
    }

    /// <summary>Cosine of an angle in radians, at most <see cref="CosArgumentMax"/> in size.</summary>
    /// <param name="x">The angle.</param>
    /// <exception cref="ArgumentOutOfRangeException">The angle is larger or not a number.</exception>
    public static double Cos(double x)
    {
        if (!(Math.Abs(x) <= CosArgumentMax))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "The angle is too large for the range reduction.");
        }

        // x = n pi/2 + (r + low) with |r| <= pi/4.
        double n = ((x * TwoOverPi) + Rounder) - Rounder;
        (double high, double error) = Add(x - (n * HalfPiFirst), -(n * HalfPiSecond));
        error -= n * HalfPiThird;
        double r = high + error;
        double low = (high - r) + error;
        return ((int)n & 3) switch
        {
            0 => CosNearZero(r, low),
            1 => -SinNearZero(r, low),
            2 => -CosNearZero(r, low),
            _ => SinNearZero(r, low),
        };
    }

    // e^(high + low), low being a correction of high.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double ExpOfSum(double high, double low)
    {
        if (!(high < 709.8))
        {
            return double.IsNaN(high) ? high : double.PositiveInfinity;
        }

        if (high < -745.2)
        {
            return 0;
        }

        double n = ((high * Log2E) + Rounder) - Rounder;
        double first = high - (n * Ln2First);
        double second = n * (Ln2Second + Ln2Third);
        double r = first - second;
        double error = ((first - r) - second) + low;

        // e^r = 1 + r + r^2 Q(r): Taylor's series; the first term left out is below 5e-18.
        double q = 1.0 / 6227020800;
        q = (q * r) + (1.0 / 479001600);
        q = (q * r) + (1.0 / 39916800);
        q = (q * r) + (1.0 / 3628800);
        q = (q * r) + (1.0 / 362880);
        q = (q * r) + (1.0 / 40320);
        q = (q * r) + (1.0 / 5040);
        q = (q * r) + (1.0 / 720);
        q = (q * r) + (1.0 / 120);
        q = (q * r) + (1.0 / 24);
        q = (q * r) + (1.0 / 6);
        q = (q * r) + 0.5;
        double curve = r * r * q;
        double y = 1 + (r + (curve + (error * (1 + (r + curve)))));

        // 2^n in two factors, since it may lie outside the normal doubles.
        int power = (int)n;
        int half = power >> 1;
        return y * PowerOfTwo(half) * PowerOfTwo(power - half);
    }

    // ln x = high + low for a positive finite x, to about 2^-65 of the result.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double High, double Low) LogAsSum(double x)
    {
        int k = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0;
            k = -54;
        }

        // x = 2^k m with m in [sqrt(1/2), sqrt(2)).
        const long rootHalf = 0x3FE6A09E667F3BCD;
        long shifted = BitConverter.DoubleToInt64Bits(x) + (0x3FF0000000000000 - rootHalf);
        k += (int)(shifted >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((shifted & 0x000FFFFFFFFFFFFF) + rootHalf);

        // ln m = 2 artanh(s) = 2 (s + s (z/3 + z^2 Q(z))) with s = (m - 1) / (m + 1), z = s^2 <= 0.0295.
        double numerator = m - 1;
        (double denominator, double denominatorLow) = Add(m, 1);
        double s = numerator / denominator;
        (double back, double backLow) = Multiply(s, denominator);
        double sLow = (((numerator - back) - backLow) - (s * denominatorLow)) / denominator;
        (double z, double zLow) = Multiply(s, s);
        zLow += 2 * s * sLow;
        double q = 1.0 / 25;
        q = (q * z) + (1.0 / 23);
        q = (q * z) + (1.0 / 21);
        q = (q * z) + (1.0 / 19);
        q = (q * z) + (1.0 / 17);
        q = (q * z) + (1.0 / 15);
        q = (q * z) + (1.0 / 13);
        q = (q * z) + (1.0 / 11);
        q = (q * z) + (1.0 / 9);
        q = (q * z) + (1.0 / 7);
        q = (q * z) + (1.0 / 5);

        // The second constant is what the first lacks to one third.
        (double third, double thirdLow) = Multiply(z, 0.3333333333333333);
        thirdLow += (zLow * 0.3333333333333333) + (z * 1.850371707708594e-17);
        (double sum, double sumLow) = Add(third, z * z * q);
        sumLow += thirdLow;
        (double cubic, double cubicLow) = Multiply(s, sum);
        cubicLow += (s * sumLow) + (sLow * sum);
        (double log, double logLow) = Add(s, cubic);
        logLow += cubicLow + sLow;

        (double high, double low) = Add(k * Ln2First, 2 * log);
        low += (k * Ln2Second) + ((k * Ln2Third) + (2 * logLow));
        return Add(high, low);
    }

    private static double CosNearZero(double r, double low)
    {
        double z = r * r;
        double c = 1.0 / 20922789888000;
        c = (c * z) - (1.0 / 87178291200);
        c = (c * z) + (1.0 / 479001600);
        c = (c * z) - (1.0 / 3628800);
        c = (c * z) + (1.0 / 40320);
        c = (c * z) - (1.0 / 720);
        c = (c * z) + (1.0 / 24);
        double half = 0.5 * z;
        double leading = 1 - half;
        return leading + (((1 - leading) - half) + ((z * z * c) - (r * low)));
    }

    private static double SinNearZero(double r, double low)
    {
        double z = r * r;
        double s = 1.0 / 355687428096000;
        s = (s * z) - (1.0 / 1307674368000);
        s = (s * z) + (1.0 / 6227020800);
        s = (s * z) - (1.0 / 39916800);
        s = (s * z) + (1.0 / 362880);
        s = (s * z) - (1.0 / 5040);
        s = (s * z) + (1.0 / 120);
        s = (s * z) - (1.0 / 6);
        return r + ((r * z * s) + (low * (1 - (0.5 * z))));
    }

    private static double PowerOfTwo(int power) => BitConverter.Int64BitsToDouble((long)(power + 1023) << 52);

    // The sum and its rounding error.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Sum, double Error) Add(double a, double b)
    {
        double sum = a + b;
        double back = sum - a;
        return (sum, (a - (sum - back)) + (b - back));
    }

    // The product and its rounding error; both factors far from overflow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double Product, double Error) Multiply(double a, double b)
    {
        const double splitter = 134217729;
        double aScaled = splitter * a;
        double aHigh = aScaled - (aScaled - a);
        double aLow = a - aHigh;
        double bScaled = splitter * b;
        double bHigh = bScaled - (bScaled - b);
        double bLow = b - bHigh;
        double product = a * b;
        double error = (aHigh * bHigh) - product;
        error += aHigh * bLow;
        error += aLow * bHigh;
        return (product, error + (aLow * bLow));
    }
}
