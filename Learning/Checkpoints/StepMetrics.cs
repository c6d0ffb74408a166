using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>What a step did, as a line of <c>metrics.jsonl</c>: only values that are the same on any cluster.</summary>
/// <param name="Step">The step that the update led to, from 1.</param>
/// <param name="Loss">The loss of the step's minibatch before the update, nats per target.</param>
/// <param name="ValidationLoss">The validation loss after the update; null when none was measured.</param>
/// <param name="Rate">The learning rate of the update.</param>
/// <param name="Norm">The global norm of the averaged gradient before clipping.</param>
/// <param name="IsClipped">
/// Whether the gradient was clipped: by norm, whether it was scaled down; by value always.
/// </param>
/// <param name="Digest">The chained digest of parameters and moments after the update.</param>
public readonly record struct StepMetrics(
    Step Step, double Loss, double? ValidationLoss, double Rate, double Norm, bool IsClipped, UInt128 Digest)
{
    /// <summary>The line of a step before its validation.</summary>
    /// <param name="report">What the step did.</param>
    public static StepMetrics Of(in StepReport report) => new(
        report.Step,
        report.Loss,
        ValidationLoss: null,
        report.Rate,
        report.Norm,
        report.IsClipped,
        new UInt128(report.Digest.High, report.Digest.Low));
}
