using System.Diagnostics.CodeAnalysis;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// A run whose bound alone was changed. Up to the lower of the two bounds its states have the same bits, unless the
/// learning rate depends on the bound: then a checkpoint of the one is a checkpoint of the other.
/// </summary>
internal static class LongerRun
{
    /// <summary>Whether a checkpoint of the one run continues as the other.</summary>
    /// <param name="saved">The run of the checkpoint.</param>
    /// <param name="current">The run that wants to continue.</param>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="stepsTotal">K, the steps that the current spec bounds the run to.</param>
    /// <exception cref="InputException">
    /// The bound alone was changed, but the rate depends on it, or the checkpoint is beyond it.
    /// </exception>
    public static bool IsContinued(RunIdentity saved, RunIdentity current, Checkpoint checkpoint, long stepsTotal)
    {
        if (saved.RunId == current.RunId || !DiffersByBoundAlone(saved, current, out RunSpec? spec))
        {
            return false;
        }

        if (spec.Training.Schedule is CosineScheduleSpec)
        {
            throw new InputException(
                $"{checkpoint.Location}: its run had another bound, and the cosine of training.schedule ends at the "
                + "bound: with the new one the rates of the steps that were made would have been others. Put the "
                + $"bound back, or begin another run with this state: --from {checkpoint.Location} and another --out");
        }

        if (checkpoint.Step.Value > stepsTotal)
        {
            throw new InputException(
                $"{checkpoint.Location}: its state is of step {checkpoint.Step}, beyond the spec's bound, which is "
                + $"step {stepsTotal} now; raise training.steps or training.epochs");
        }

        return true;
    }

    private static bool DiffersByBoundAlone(
        RunIdentity saved, RunIdentity current, [NotNullWhen(true)] out RunSpec? spec)
    {
        spec = null;
        if (saved.NumericsVersion != current.NumericsVersion
            || saved.DataHash != current.DataHash
            || saved.Origin != current.Origin
            || !saved.Vocabulary.Span.SequenceEqual(current.Vocabulary.Span))
        {
            return false;
        }

        RunSpec before = RunSpec.FromCanonicalJson(saved.CanonicalSpec.Span);
        RunSpec now = RunSpec.FromCanonicalJson(current.CanonicalSpec.Span);
        TrainingSpec bounded = before.Training with { Steps = now.Training.Steps, Epochs = now.Training.Epochs };
        spec = now;
        return (before with { Training = bounded }).ToCanonicalJson().AsSpan()
            .SequenceEqual(current.CanonicalSpec.Span);
    }
}
