namespace RnnCluster.TestKit;

/// <summary>Derivatives without calculus: central differences of a function, in double precision.</summary>
/// <remarks>
/// The error is about step^2 |f'''| / 6 from the formula and 1e-16 |f| / step from rounding: with the default step and
/// a function near 10 that is about 1e-10 each, far below float's own error and far above double's.
/// </remarks>
public static class FiniteDifferences
{
    /// <summary>The step that balances both errors for functions of the size of a loss.</summary>
    public const double StepDefault = 1e-5;

    /// <summary>The derivative by every element of one named parameter.</summary>
    /// <param name="parameters">The parameters that the function reads.</param>
    /// <param name="name">The parameter to vary; its elements are back at their values afterwards.</param>
    /// <param name="function">Computes the value from the parameters as they stand.</param>
    /// <param name="step">How far an element is moved to either side.</param>
    /// <returns>The gradient, in the parameter's order.</returns>
    public static double[] Gradient(
        IReadOnlyDictionary<string, double[]> parameters,
        string name,
        Func<double> function,
        double step = StepDefault) => Gradient(parameters[name], function, step);

    /// <summary>The derivative by every element of an array: a parameter, an input or a state.</summary>
    /// <param name="values">The elements to vary; they are back at their values afterwards.</param>
    /// <param name="function">Computes the value from the elements as they stand.</param>
    /// <param name="step">How far an element is moved to either side.</param>
    /// <returns>The gradient, in the array's order.</returns>
    public static double[] Gradient(double[] values, Func<double> function, double step = StepDefault)
    {
        double[] gradient = new double[values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            gradient[index] = Derivative(values, index, function, step);
        }

        return gradient;
    }

    /// <summary>The derivative by one element, for arrays too large to vary as a whole.</summary>
    /// <param name="values">The array; the element is back at its value afterwards.</param>
    /// <param name="index">The element to vary.</param>
    /// <param name="function">Computes the value from the elements as they stand.</param>
    /// <param name="step">How far the element is moved to either side.</param>
    /// <returns>(f(v + step) - f(v - step)) / (2 step).</returns>
    public static double Derivative(double[] values, int index, Func<double> function, double step = StepDefault)
    {
        double value = values[index];
        values[index] = value + step;
        double above = function();
        values[index] = value - step;
        double below = function();
        values[index] = value;

        // The two points as they were rounded, not as they were asked for.
        return (above - below) / (value + step - (value - step));
    }
}
