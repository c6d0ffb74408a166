using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <content>Where a run begins: at step 0, with another run's state, or where it stopped.</content>
public sealed partial class RunJournal
{
    /// <summary>Opens a new run, or an old one where it stopped: the replica is brought to that state.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="options">How to execute it.</param>
    /// <param name="corpus">The spec's data.</param>
    /// <param name="storage">The run's output.</param>
    /// <param name="replica">
    /// A fresh replica of the run. Validation uses its model and its team, between steps.
    /// </param>
    /// <param name="observer">Watches the run.</param>
    /// <param name="beginning">Where it begins; null for a run that begins with an initial state.</param>
    /// <exception cref="InputException">
    /// The output holds another run, a file cannot be used, or an amendment comes too late.
    /// </exception>
    public static RunJournal Open(
        RunSpec spec,
        RunOptions options,
        Corpus corpus,
        IStorage storage,
        Replica replica,
        ITrainingObserver observer,
        RunBeginning? beginning = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(corpus);
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(replica);
        ArgumentNullException.ThrowIfNull(observer);
        if (options.IsResumed && options.Weights is not null)
        {
            throw new InputException(
                "--weights: a resumed run has its own parameters; leave out --resume or --weights");
        }

        return new RunJournal(
            spec, options, corpus, storage, replica, observer, beginning ?? RunBeginning.Fresh);
    }

    /// <summary>Brings the replica to where the run begins; a mistake is found before a file is written.</summary>
    private MetricsLog Begin(IStorage storage, RunBeginning beginning)
    {
        if (options.IsResumed)
        {
            if (store.TryOpenLatest(out Checkpoint? checkpoint))
            {
                Continue(checkpoint);
                Step written = phase.Owes ? new Step(checkpoint.Step.Value - 1) : checkpoint.Step;
                return MetricsLog.Resume(storage, written, Warn, Origin?.Step ?? Step.Zero);
            }

            Step first = Origin?.Step ?? Step.Zero;
            Warn($"{storage.Locate(string.Empty)}: no checkpoint yet; the run starts at step {first}");
        }
        else if (store.Steps is { Count: > 0 } steps)
        {
            throw new InputException(
                $"{storage.Locate(string.Empty)}: already holds a run, at step {steps[^1]}; go on with it by --resume, "
                + "or choose another folder with --out");
        }

        if (options.Weights is not null)
        {
            ModelWeights.Load(options.Weights, Replica.Model);
        }

        if (beginning.From is { } from)
        {
            OriginState.Load(Replica, from, identity, bound);
        }

        Amend();
        return MetricsLog.Create(storage, Warn);
    }

    /// <summary>Brings the replica to a checkpoint of this run, or of one with another bound.</summary>
    private void Continue(Checkpoint checkpoint)
    {
        bool hasOtherBound = LongerRun.IsContinued(checkpoint.Content.Identity, identity, checkpoint, bound);
        if (!hasOtherBound)
        {
            checkpoint.EnsureContinues(identity, options.AcceptsNewNumerics);
        }

        ReplicaImage.Load(Replica, checkpoint.State);
        progress = RunProgress.FromJson(checkpoint.Content.Progress);
        checkpointed = hasOtherBound ? checkpointed : (checkpoint.Step, Replica.Amendments.Entries.Count, false);
        TakeOver(checkpoint);
        Amend();
        if (IsComplete)
        {
            Warn(
                $"{checkpoint.Location}: the run is complete at step {StepsTotal}; to make it longer raise "
                + $"{(bound > StepsTotal ? "--steps" : "training.steps or training.epochs")} and resume; to begin "
                + $"another run with its state: --from {checkpoint.Location} and another --out");
        }
    }

    /// <summary>Takes over what a checkpoint owes: the step's validation, and with it its line of metrics.</summary>
    private void TakeOver(Checkpoint checkpoint)
    {
        if (!checkpoint.Content.Owed.IsEmpty)
        {
            // With another bound than before the step may be one that is not validated.
            StepMetrics line = OwedValidation.Parse(checkpoint.Content.Owed, checkpoint.Step, checkpoint.Location);
            phase.Begin(line, IsValidated(line.Step));
            checkpointed.Owes = true;
        }
    }

    /// <summary>Adds the amendments that the state does not have.</summary>
    private void Amend()
    {
        foreach (Amendment amendment in options.Amendments)
        {
            if (!Replica.Amendments.Entries.Contains(amendment))
            {
                Replica.Amend(amendment);
            }
        }
    }
}
