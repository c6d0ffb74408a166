namespace RnnCluster.Specification;

/// <summary>After the warm-up the rate falls along half a cosine, over the spec's whole length.</summary>
/// <param name="Warmup">Steps of linear warm-up; fewer than the run has.</param>
/// <param name="Final">The fraction of the base rate that the curve ends at, in [0, 1].</param>
public sealed record CosineScheduleSpec(long Warmup, double Final) : ScheduleSpec(Warmup);
