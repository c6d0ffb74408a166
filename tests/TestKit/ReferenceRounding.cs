namespace RnnCluster.TestKit;

/// <summary>How far PyTorch in float32 ends from PyTorch in float64: the yardstick for our own rounding.</summary>
/// <param name="Losses">The losses of the steps in float32, nats per target.</param>
/// <param name="LossError">The L2 norm of the difference of the losses.</param>
/// <param name="ParameterErrors">By parameter: the L2 norm of the difference of its final values.</param>
/// <param name="LossErrorLargest">The largest LossError when the lanes stand in each of their rotations.</param>
/// <param name="ParameterErrorsLargest">The largest ParameterErrors of the same runs.</param>
public sealed record ReferenceRounding(
    double[] Losses,
    double LossError,
    SortedDictionary<string, double> ParameterErrors,
    double LossErrorLargest,
    SortedDictionary<string, double> ParameterErrorsLargest);
