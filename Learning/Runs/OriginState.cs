using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <summary>Begins a run with a state of another run.</summary>
internal static class OriginState
{
    /// <summary>
    /// Takes over step, parameters and the chained digest; the optimizer's moments if it is of the same kind; the
    /// carried states if data, batch and window are the same. What is not taken is zero. Amendments are the other
    /// run's.
    /// </summary>
    /// <param name="replica">A fresh replica of the run.</param>
    /// <param name="from">The state.</param>
    /// <param name="current">The run that begins.</param>
    /// <param name="stepsTotal">K, the steps that its spec bounds it to.</param>
    /// <exception cref="InputException">
    /// The model has other parameters, or the run would be over. Nothing was changed.
    /// </exception>
    public static void Load(Replica replica, Checkpoint from, RunIdentity current, long stepsTotal)
    {
        if (from.Step.Value >= stepsTotal)
        {
            throw new InputException(
                $"--from {from.Location}: its state is of step {from.Step}, where this run begins, and the spec's "
                + $"bound is step {stepsTotal}; raise training.steps or training.epochs");
        }

        try
        {
            ReplicaImage.Begin(replica, from.State, AreCarriedStatesOf(from.Content.Identity, current));
        }
        catch (InputException fault)
        {
            throw new InputException(
                $"--from {from.Location}: its model is not the spec's: {fault.Message}", fault);
        }
    }

    private static bool AreCarriedStatesOf(RunIdentity saved, RunIdentity current)
    {
        TrainingSpec before = RunSpec.FromCanonicalJson(saved.CanonicalSpec.Span).Training;
        TrainingSpec now = RunSpec.FromCanonicalJson(current.CanonicalSpec.Span).Training;
        return saved.DataHash == current.DataHash && before.Batch == now.Batch && before.Window == now.Window;
    }
}
