namespace RnnCluster.Specification;

/// <summary>
/// How the learning rate moves: a <see cref="ConstantScheduleSpec"/>, <see cref="StepScheduleSpec"/> or
/// <see cref="CosineScheduleSpec"/>. The formulas are in docs/run-spec.md.
/// </summary>
/// <param name="Warmup">
/// In the first so many steps the rate is <c>rate * (k + 1) / Warmup</c>, k the step from 0; 0: no warm-up.
/// </param>
public abstract record ScheduleSpec(long Warmup);
