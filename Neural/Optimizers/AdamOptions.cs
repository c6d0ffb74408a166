namespace RnnCluster.Neural.Optimizers;

/// <summary>Adam or AdamW, as PyTorch's.</summary>
/// <param name="WeightDecay">Weight decay.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Epsilon">Added to the denominator.</param>
/// <param name="IsDecoupled">AdamW: decay shrinks the parameter itself; else it is added to the gradient.</param>
public sealed record AdamOptions(double WeightDecay, double Beta1, double Beta2, double Epsilon, bool IsDecoupled)
    : OptimizerOptions(WeightDecay);
