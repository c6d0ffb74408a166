using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// What surrounds a run's steps, whoever computes them: opening and resuming, a line of metrics for each step,
/// validation and checkpoints when they are due. One process of a run keeps the journal, on the replica it holds.
/// </summary>
public sealed class RunJournal : IDisposable
{
    private readonly RunSpec spec;
    private readonly RunOptions options;
    private readonly Corpus corpus;
    private readonly RunIdentity identity;
    private readonly ComputeTeam team;
    private readonly CheckpointStore store;
    private readonly RunFiles files;
    private readonly Evaluator? validation;

    /// <summary>K, the steps that the spec bounds the run to.</summary>
    private readonly long bound;

    /// <summary>Replaced, never changed; told in order.</summary>
    private ITrainingObserver[] observers;
    private RunProgress progress;
    private (Step Step, int Amendments) checkpointed = (new Step(-1), 0);

    private RunJournal(
        RunSpec spec,
        RunOptions options,
        Corpus corpus,
        IStorage storage,
        Replica replica,
        ITrainingObserver observer,
        RunBeginning beginning)
    {
        this.spec = spec;
        this.options = options;
        this.corpus = corpus;
        observers = [observer];
        Replica = replica;
        team = replica.Team;
        identity = RunAssembly.Identify(spec, corpus, beginning.Origin);
        TrainingSpec training = spec.Training;
        StepsPerEpoch = replica.Data.Lanes.WindowsPerEpoch;
        bound = RunAssembly.StepsOf(training, StepsPerEpoch);
        StepsTotal = Math.Min(bound, options.StepsMax ?? long.MaxValue);
        if (!corpus.Validation.IsEmpty)
        {
            validation = new Evaluator(
                replica.Model, corpus.Validation, spec.Validation.Lanes, training.Window, training.Batch);
        }

        store = new CheckpointStore(storage, spec.Checkpoints.Keep, Warn);
        files = new RunFiles(store, Begin(storage, beginning), options.Time, Warn, TellWritten);
    }

    /// <summary>The state that is journalled.</summary>
    public Replica Replica { get; }

    /// <summary>The run's id.</summary>
    public string RunId => identity.RunId;

    /// <summary>The state of another run that this one began with; null for an initial state.</summary>
    public RunOrigin? Origin => identity.Origin;

    /// <summary>The step of the newest checkpoint; null if there is none.</summary>
    public Step? Checkpointed => checkpointed.Step < Step.Zero ? null : checkpointed.Step;

    /// <summary>Windows of an epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The step at which the run stops.</summary>
    public long StepsTotal { get; }

    /// <summary>Whether the run has reached its bound.</summary>
    public bool IsComplete => Replica.Step.Value >= StepsTotal;

    /// <summary>Whether metrics or a checkpoint wait for a disk that failed.</summary>
    public bool IsBehind => files.IsBehind;

    /// <summary>Whether so much waits that no step may be made before there is room.</summary>
    public bool IsOutOfRoom => files.IsOutOfRoom;

    /// <summary>How long until what waits is tried again; only if <see cref="IsBehind"/>.</summary>
    public TimeSpan RetryIn => files.RetryIn;

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

    /// <summary>One more who watches from now on; called between steps.</summary>
    /// <param name="observer">Told after all others.</param>
    public void Watch(ITrainingObserver observer) => observers = [.. observers, observer];

    /// <summary>
    /// The replica made a step: its line of metrics is written, validation and a checkpoint if they are due.
    /// </summary>
    /// <param name="report">What the step did.</param>
    /// <exception cref="NonFiniteException">The update was too large for a float; nothing was written.</exception>
    public void Advance(in StepReport report)
    {
        Ensure.That(report.Step == Replica.Step);
        foreach (ITrainingObserver observer in observers)
        {
            observer.OnStep(report);
        }

        progress = progress with { TrainLoss = report.Loss };
        double? validated = null;
        TimeSpan took = TimeSpan.Zero;
        if (validation is not null && (IsComplete || IsDue(report.Step, spec.Validation.Every)))
        {
            Replica.EnsurePacked();
            long begun = options.Time.GetTimestamp();
            validated = validation.Run(team);
            took = options.Time.GetElapsedTime(begun);
            if (!double.IsFinite(validated.Value))
            {
                throw TooLarge($"step {report.Step}: the validation loss is no finite number");
            }

            progress = progress with { ValidationLoss = validated };
        }

        files.Append(new StepMetrics(
            report.Step,
            report.Loss,
            validated,
            report.Rate,
            report.Norm,
            report.IsClipped,
            new UInt128(report.Digest.High, report.Digest.Low)));
        if (validated is { } loss)
        {
            TellValidated(report.Step, loss, took);
        }

        if (!IsComplete && IsDue(report.Step, spec.Checkpoints.Every))
        {
            _ = SaveCheckpoint();
        }
    }

    /// <summary>Tries what waits for the disk once more, if it is time.</summary>
    public void MaybeRetry() => files.MaybeRetry();

    /// <summary>Waits while the run must pause, until the disk takes what waits.</summary>
    /// <param name="stop">Ends the wait.</param>
    public void AwaitRoom(CancellationToken stop)
    {
        while (IsOutOfRoom && !stop.IsCancellationRequested)
        {
            try
            {
                Task.Delay(RetryIn, options.Time, stop).GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                return;
            }

            MaybeRetry();
        }
    }

    /// <summary>Writes the last checkpoint: the run stops here, at its bound or before.</summary>
    /// <exception cref="StorageException">The disk did not take all; the message says what is missing.</exception>
    public RunResult Finish()
    {
        string hash = SaveCheckpoint();
        files.Complete(Replica.Step);
        return new RunResult(Replica.Step, progress.TrainLoss, progress.ValidationLoss, hash, IsComplete);
    }

    /// <summary>
    /// Writes a checkpoint of the current state, unless there is one already. While the disk fails a copy waits.
    /// </summary>
    /// <returns>The state's hash.</returns>
    /// <exception cref="NonFiniteException">The last update was too large for a float; nothing was written.</exception>
    public string SaveCheckpoint()
    {
        StateImage image = ReplicaImage.Of(Replica, identity.RunId);
        (Step, int) current = (Replica.Step, Replica.Amendments.Entries.Count);
        if (checkpointed == current)
        {
            return StateHash.Compute(image);
        }

        string hash = Save(image);
        checkpointed = current;
        return hash;
    }

    /// <summary>Draws a text from the current model.</summary>
    /// <param name="length">How many symbols.</param>
    public string Sample(int length)
    {
        Replica.EnsurePacked();
        return SampleText.Draw(Replica.Model, corpus, length, spec.Seed);
    }

    /// <inheritdoc/>
    public void Dispose() => files.Dispose();

    /// <summary>Brings the replica to where the run begins; a mistake is found before a file is written.</summary>
    private MetricsLog Begin(IStorage storage, RunBeginning beginning)
    {
        if (options.IsResumed)
        {
            if (store.TryOpenLatest(out Checkpoint? checkpoint))
            {
                Continue(checkpoint);
                return MetricsLog.Resume(storage, checkpoint.Step, Warn, Origin?.Step ?? Step.Zero);
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
        checkpointed = hasOtherBound ? checkpointed : (checkpoint.Step, Replica.Amendments.Entries.Count);
        Amend();
        if (IsComplete)
        {
            Warn(
                $"{checkpoint.Location}: the run is complete at step {StepsTotal}; to make it longer raise "
                + $"{(bound > StepsTotal ? "--steps" : "training.steps or training.epochs")} and resume; to begin "
                + $"another run with its state: --from {checkpoint.Location} and another --out");
        }
    }

    private string Save(StateImage image)
    {
        try
        {
            return files.Save(new CheckpointContent(identity, image, spec.ToJson(), progress.ToJson()));
        }
        catch (InvalidDataException fault)
        {
            throw TooLarge(fault.Message);
        }
    }

    /// <summary>
    /// A step is judged before its update, so that an update overflowed is found by whatever looks at the new state
    /// first: the next step, or before it validation or a checkpoint.
    /// </summary>
    private static NonFiniteException TooLarge(string what) =>
        new($"{what}; the last update was too large. Lower the learning rate or clip the gradient");

    private void TellWritten(CheckpointReceipt written)
    {
        foreach (ITrainingObserver observer in observers)
        {
            observer.OnCheckpoint(written);
        }
    }

    private void TellValidated(Step step, double loss, TimeSpan duration)
    {
        string? sample = options.SampleLength > 0 ? Sample(options.SampleLength) : null;
        foreach (ITrainingObserver observer in observers)
        {
            observer.OnValidated(step, loss, duration);
            if (sample is not null)
            {
                observer.OnSample(step, sample);
            }
        }
    }

    private void Warn(string message)
    {
        foreach (ITrainingObserver observer in observers)
        {
            observer.OnWarning(message);
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

    private static bool IsDue(Step step, long every) => every > 0 && step.Value % every == 0;
}
