namespace RnnCluster.Specification;

/// <summary>After the warm-up the rate stays the base rate.</summary>
/// <param name="Warmup">Steps of linear warm-up.</param>
public sealed record ConstantScheduleSpec(long Warmup) : ScheduleSpec(Warmup);
