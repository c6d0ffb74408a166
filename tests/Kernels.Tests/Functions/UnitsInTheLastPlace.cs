namespace RnnCluster.Kernels.Tests.Functions;

/// <summary>Distances from an exact value, in units of the last place of a float or double of its size.</summary>
internal static class UnitsInTheLastPlace
{
    public static double OfFloat(float value, double exact)
    {
        float rounded = (float)exact;
        if (!float.IsFinite(rounded))
        {
            return value.Equals(rounded) ? 0 : double.PositiveInfinity;
        }

        double unit = Math.Max(Math.ScaleB(1, -149), Math.ScaleB(1, Math.ILogB(exact == 0 ? 1e-300 : exact) - 23));
        return Distance(value - exact, unit);
    }

    public static double OfDouble(double value, double exact)
    {
        if (!double.IsFinite(exact))
        {
            return value.Equals(exact) ? 0 : double.PositiveInfinity;
        }

        double unit = Math.BitIncrement(Math.Abs(exact)) - Math.Abs(exact);
        return Distance(value - exact, unit);
    }

    // A difference that is not a number is the worst there is: Math.Max and > would pass over it.
    private static double Distance(double difference, double unit) =>
        double.IsNaN(difference) ? double.PositiveInfinity : Math.Abs(difference) / unit;
}
