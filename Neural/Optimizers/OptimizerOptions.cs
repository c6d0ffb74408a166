namespace RnnCluster.Neural.Optimizers;

/// <summary>The numbers of an optimizer, the learning rate excepted.</summary>
/// <param name="WeightDecay">PyTorch's <c>weight_decay</c>; 0 for none.</param>
public abstract record OptimizerOptions(double WeightDecay);
