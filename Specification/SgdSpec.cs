namespace RnnCluster.Specification;

/// <summary>Stochastic gradient descent with the meanings of PyTorch's <c>SGD</c>.</summary>
/// <param name="Rate">Base learning rate, &gt; 0.</param>
/// <param name="WeightDecay">L2 penalty added to the gradient, &gt;= 0.</param>
/// <param name="Momentum">Momentum, in [0, 1); 0: the optimizer keeps no moments.</param>
/// <param name="Dampening">How much of the gradient is kept out of the momentum, in [0, 1].</param>
/// <param name="Nesterov">Nesterov's variant; then momentum is positive and dampening zero.</param>
public sealed record SgdSpec(double Rate, double WeightDecay, double Momentum, double Dampening, bool Nesterov)
    : OptimizerSpec(Rate, WeightDecay);
