namespace RnnCluster.TestKit;

/// <summary>The optimizer of a reference case; what a kind does not use is zero.</summary>
/// <param name="Kind">adam, adamw or sgd.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="WeightDecay">The decay of the weights; of AdamW, decoupled from the gradient.</param>
/// <param name="Beta1">Adam's decay of the first moment.</param>
/// <param name="Beta2">Adam's decay of the second moment.</param>
/// <param name="Epsilon">What Adam adds to the root of the second moment.</param>
/// <param name="Momentum">SGD's momentum; 0: none.</param>
public sealed record ReferenceOptimizer(
    string Kind, double Rate, double WeightDecay, double Beta1, double Beta2, double Epsilon, double Momentum);
