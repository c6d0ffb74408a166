namespace RnnCluster.Specification;

/// <summary>Adam and AdamW with the meanings of PyTorch's <c>Adam</c> and <c>AdamW</c>.</summary>
/// <param name="Rate">Base learning rate, &gt; 0.</param>
/// <param name="WeightDecay">Weight decay, &gt;= 0.</param>
/// <param name="Beta1">Decay of the first moment, in [0, 1).</param>
/// <param name="Beta2">Decay of the second moment, in [0, 1).</param>
/// <param name="Epsilon">Added to the denominator, &gt; 0.</param>
/// <param name="Decoupled">
/// AdamW: the decay shrinks the parameters directly. Otherwise Adam: it is added to the gradient.
/// </param>
public sealed record AdamSpec(
    double Rate,
    double WeightDecay,
    double Beta1,
    double Beta2,
    double Epsilon,
    bool Decoupled)
    : OptimizerSpec(Rate, WeightDecay);
