using System.Diagnostics;
using RnnCluster.Kernels.Functions;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Schedules;

/// <summary>
/// The learning rate as a function of the step, in double with functions of our own, so that every node derives the
/// same rate. docs/run-spec.md has the formulas.
/// </summary>
public sealed class RateSchedule
{
    private readonly ScheduleSpec schedule;
    private readonly double rate;
    private readonly long stepsPerEpoch;
    private readonly long stepsTotal;

    /// <summary>Creates the schedule of a run.</summary>
    /// <param name="schedule">Its kind and numbers.</param>
    /// <param name="rate">The base rate.</param>
    /// <param name="stepsPerEpoch">Windows of an epoch.</param>
    /// <param name="stepsTotal">K, the steps that the spec bounds the run to.</param>
    public RateSchedule(ScheduleSpec schedule, double rate, long stepsPerEpoch, long stepsTotal)
    {
        Ensure.That(stepsPerEpoch > 0 && stepsTotal > 0);
        this.schedule = schedule;
        this.rate = rate;
        this.stepsPerEpoch = stepsPerEpoch;
        this.stepsTotal = stepsTotal;
    }

    /// <summary>The rate of the update that leads away from a step.</summary>
    /// <param name="step">k, from 0.</param>
    public double At(Step step) => At(step, rate);

    /// <summary>The same with another base rate, to which warm-up, decay or cosine are applied as ever.</summary>
    /// <param name="step">k, from 0.</param>
    /// <param name="rate">The base rate in place of the run's own.</param>
    public double At(Step step, double rate)
    {
        long k = step.Value;
        if (k < schedule.Warmup)
        {
            return rate * (k + 1) / schedule.Warmup;
        }

        switch (schedule)
        {
            case StepScheduleSpec stepped:
                long beyond = Math.Max(0, (k / stepsPerEpoch) + 1 - stepped.After);
                return rate * DoubleFunctions.Pow(stepped.Factor, beyond);
            case CosineScheduleSpec cosine:
                double progress = (double)(k - schedule.Warmup) / Math.Max(1, stepsTotal - schedule.Warmup);
                double share = 0.5 * (1 + DoubleFunctions.Cos(Math.PI * Math.Min(1, progress)));
                return rate * (cosine.Final + ((1 - cosine.Final) * share));
            case ConstantScheduleSpec:
                return rate;
            default:
                throw new UnreachableException();
        }
    }
}
