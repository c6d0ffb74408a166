namespace RnnCluster.Specification;

/// <summary>After the warm-up the rate is multiplied by a factor for each epoch beyond a given one.</summary>
/// <param name="Warmup">Steps of linear warm-up.</param>
/// <param name="Factor">The factor, in (0, 1].</param>
/// <param name="After">How many epochs run at the base rate, &gt;= 0.</param>
public sealed record StepScheduleSpec(long Warmup, double Factor, int After) : ScheduleSpec(Warmup);
