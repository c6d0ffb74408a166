namespace RnnCluster.Kernels.Tests.Gates;

/// <summary>Derivatives of double formulas.</summary>
internal static class FiniteDifferences
{
    // The truncation, of the order of the step squared, and the rounding, 1e-16 over the step, are both below 1e-9.
    private const double StepSize = 1e-5;

    public static double Slope(double[] x, int index, Func<double[], double> f)
    {
        double[] moved = [.. x];
        moved[index] = x[index] + StepSize;
        double above = f(moved);
        moved[index] = x[index] - StepSize;
        return (above - f(moved)) / (2 * StepSize);
    }
}
