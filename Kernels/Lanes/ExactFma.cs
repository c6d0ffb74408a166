using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RnnCluster.Kernels.Lanes;

/// <summary>
/// a * b + c in float, rounded once, on machines that have no instruction for it. The product of two floats is exact in
/// double; the sum is taken in double and rounded to odd: if it was inexact and its last bit is even, it moves by one
/// unit towards the exact value's side, so that the last bit remembers the inexactness. A double so rounded carries
/// more than two bits beyond a float, hence the final rounding to float is the rounding of the exact sum
/// (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using rounding to odd", 2008).
/// </summary>
internal static class ExactFma
{
    public static float Compute(float a, float b, float c)
    {
        double product = (double)a * b;
        double addend = c;
        double sum = product + addend;
        double back = sum - product;
        double error = (product - (sum - back)) + (addend - back);
        long bits = BitConverter.DoubleToInt64Bits(sum);
        if ((bits & 1) == 0 && (error > 0 || error < 0))
        {
            // The exact value lies away from zero when the error has the sum's sign, else towards zero. The sum is not
            // zero here: a sum of doubles that rounds to zero is exact.
            bits += (error > 0) == (sum > 0) ? 1 : -1;
            sum = BitConverter.Int64BitsToDouble(bits);
        }

        return (float)sum;
    }

    public static Vector128<float> Compute(Vector128<float> a, Vector128<float> b, Vector128<float> c)
    {
        (Vector128<double> a0, Vector128<double> a1) = Vector128.Widen(a);
        (Vector128<double> b0, Vector128<double> b1) = Vector128.Widen(b);
        (Vector128<double> c0, Vector128<double> c1) = Vector128.Widen(c);
        return Vector128.Narrow(Odd(a0 * b0, c0), Odd(a1 * b1, c1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Odd(Vector128<double> product, Vector128<double> addend)
    {
        Vector128<double> sum = product + addend;
        Vector128<double> back = sum - product;
        Vector128<double> error = (product - (sum - back)) + (addend - back);
        Vector128<long> bits = sum.AsInt64();
        Vector128<long> positive = Vector128.GreaterThan(error, Vector128<double>.Zero).AsInt64();
        Vector128<long> inexact = positive | Vector128.LessThan(error, Vector128<double>.Zero).AsInt64();
        Vector128<long> even = (bits & Vector128<long>.One) - Vector128<long>.One;
        Vector128<long> towardsZero = positive ^ Vector128.GreaterThan(sum, Vector128<double>.Zero).AsInt64();

        // +1, or -1 where towards zero: the mask is -1 there, so 1 + 2 * mask.
        Vector128<long> unit = Vector128<long>.One + towardsZero + towardsZero;
        return (bits + (unit & inexact & even)).AsDouble();
    }
}
