namespace RnnCluster.Neural.Optimizers;

/// <summary>Stochastic gradient descent, as PyTorch's <c>SGD</c>.</summary>
/// <param name="WeightDecay">Added to the gradient times the parameter.</param>
/// <param name="Momentum">Factor of the velocity, 0 for none.</param>
/// <param name="Dampening">Share of the gradient that the velocity leaves out.</param>
/// <param name="Nesterov">Whether the step looks ahead along the velocity.</param>
public sealed record SgdOptions(double WeightDecay, double Momentum, double Dampening, bool Nesterov)
    : OptimizerOptions(WeightDecay);
