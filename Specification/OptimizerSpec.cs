namespace RnnCluster.Specification;

/// <summary>The update rule: a <see cref="SgdSpec"/> or an <see cref="AdamSpec"/>.</summary>
/// <param name="Rate">Base learning rate, &gt; 0, before the schedule.</param>
/// <param name="WeightDecay">Weight decay, &gt;= 0.</param>
public abstract record OptimizerSpec(double Rate, double WeightDecay);
