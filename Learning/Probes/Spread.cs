using System.Runtime.Intrinsics;

namespace RnnCluster.Learning.Probes;

/// <summary>How values are spread. What is not finite is counted by itself and belongs to none of the others.</summary>
/// <param name="Minimum">The least finite value, where the buckets begin; 0 if there is none.</param>
/// <param name="Maximum">The greatest finite value, where the buckets end; 0 if there is none.</param>
/// <param name="Mean">The mean of the finite values; 0 if there is none.</param>
/// <param name="Deviation">Their standard deviation, the root of the mean squared distance; 0 if there is none.</param>
/// <param name="Counts">
/// How many lie in each of <see cref="Buckets"/> buckets of equal width. A value on a boundary lies in the upper one,
/// the maximum in the last one; if all values are equal they lie in the first one.
/// </param>
/// <param name="NonFinite">How many values are NaN or infinite.</param>
public sealed record Spread(
    double Minimum, double Maximum, double Mean, double Deviation, IReadOnlyList<long> Counts, long NonFinite)
{
    /// <summary>
    /// Buckets of a histogram: enough to see a shape in a picture of a few centimetres, few enough to send for every
    /// parameter.
    /// </summary>
    public const int Buckets = 32;

    /// <summary>Measures values: one pass for sums and bounds, one for the buckets, both in double.</summary>
    /// <param name="values">Any values, any number.</param>
    public static Spread Of(ReadOnlySpan<float> values)
    {
        if (Measure(values) is { } spread)
        {
            return spread;
        }

        float[] finite = Finite(values);
        Spread rest = Measure(finite) ?? new Spread(0, 0, 0, 0, new long[Buckets], 0);
        return rest with { NonFinite = values.Length - finite.Length };
    }

    /// <summary>Null if there is no value or one that is not finite.</summary>
    private static Spread? Measure(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            return null;
        }

        // Distances are taken from one of the values: squares of the values themselves would cancel where the mean is
        // large and the deviation small.
        double origin = values[0];
        Moments moments = MomentsOf(values, origin);

        // A NaN or an infinity in makes a NaN or an infinity out; finite floats cannot overflow a double.
        if (!double.IsFinite(moments.Squares))
        {
            return null;
        }

        // Adding +0 makes the negative zero, which no reader expects, the other one.
        double minimum = moments.Minimum + 0.0;
        double maximum = moments.Maximum + 0.0;
        double shift = moments.Sum / values.Length;
        double variance = Math.Max(0, (moments.Squares / values.Length) - (shift * shift));
        return new Spread(
            minimum, maximum, origin + shift, Math.Sqrt(variance), CountsOf(values, minimum, maximum), 0);
    }

    /// <summary>
    /// Lane j of eight takes the elements j, j + 8, ...; then 4 + 4, 2 + 2, 1 + 1, and what does not fill the lanes in
    /// order. The lanes are those of the code, not of the machine: every machine adds in this order.
    /// </summary>
    private static Moments MomentsOf(ReadOnlySpan<float> values, double origin)
    {
        Vector256<double> from = Vector256.Create(origin);
        Vector256<float> least = Vector256.Create(values[0]);
        Vector256<float> greatest = least;
        (Vector256<double> sums, Vector256<double> highSums) = (default, default);
        (Vector256<double> squares, Vector256<double> highSquares) = (default, default);
        ReadOnlySpan<float> rest = values;
        while (rest.Length >= Vector256<float>.Count)
        {
            Vector256<float> eight = Vector256.Create(rest);
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(eight);
            low -= from;
            high -= from;
            sums += low;
            highSums += high;
            squares += low * low;
            highSquares += high * high;
            least = Vector256.Min(least, eight);
            greatest = Vector256.Max(greatest, eight);
            rest = rest[Vector256<float>.Count..];
        }

        double sum = Add(sums + highSums);
        double square = Add(squares + highSquares);
        float minimum = values[0];
        float maximum = values[0];
        for (int lane = 0; lane < Vector256<float>.Count; lane++)
        {
            minimum = Math.Min(minimum, least[lane]);
            maximum = Math.Max(maximum, greatest[lane]);
        }

        foreach (float value in rest)
        {
            double distance = value - origin;
            sum += distance;
            square += distance * distance;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        return new Moments(sum, square, minimum, maximum);
    }

    private static double Add(Vector256<double> lanes) => (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);

    private static long[] CountsOf(ReadOnlySpan<float> values, double minimum, double maximum)
    {
        long[] counts = new long[Buckets];
        if (!(maximum > minimum))
        {
            counts[0] = values.Length;
            return counts;
        }

        // Neighbours often fall into one bucket, an untouched embedding's zeros always: counting them by turns in
        // tables of their own, no increment waits for the one before. The maximum alone falls behind the last bucket.
        const int Turns = 4;
        const int Places = Buckets + 1;
        double scale = Buckets / (maximum - minimum);
        Span<long> tables = stackalloc long[Turns * Places];
        tables.Clear();
        for (int index = 0; index < values.Length; index++)
        {
            tables[(index % Turns * Places) + (int)((values[index] - minimum) * scale)]++;
        }

        for (int place = 0; place < tables.Length; place++)
        {
            counts[Math.Min(place % Places, Buckets - 1)] += tables[place];
        }

        return counts;
    }

    private static float[] Finite(ReadOnlySpan<float> values)
    {
        var finite = new List<float>(values.Length);
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                finite.Add(value);
            }
        }

        return [.. finite];
    }

    /// <summary>Sums of the distances from an origin and of their squares, and the bounds.</summary>
    private readonly record struct Moments(double Sum, double Squares, float Minimum, float Maximum);
}
