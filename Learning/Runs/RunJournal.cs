using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// What surrounds a run's steps, whoever computes them: opening and resuming, a line of metrics for each step,
/// validation and checkpoints when they are due. One process of a run keeps the journal, on the replica it holds.
/// </summary>
public sealed partial class RunJournal : IDisposable
{
    private readonly RunSpec spec;
    private readonly RunOptions options;
    private readonly Corpus corpus;
    private readonly RunIdentity identity;
    private readonly CheckpointStore store;
    private readonly RunFiles files;
    private readonly Evaluator? validation;
    private readonly ValidationPhase phase;

    /// <summary>K, the steps that the spec bounds the run to.</summary>
    private readonly long bound;

    private readonly TrainingObservers observers = new();
    private RunProgress progress;

    /// <summary>What the newest checkpoint is of; with another of these values it would have other bytes.</summary>
    private (Step Step, int Amendments, bool Owes) checkpointed = (new Step(-1), 0, false);

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
        observers.Add(observer);
        Replica = replica;
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
        phase = new ValidationPhase(validation, replica, options.Time);
        files = new RunFiles(store, Begin(storage, beginning), options.Time, Warn, observers.OnCheckpoint);
        if (Checkpointed is { } step)
        {
            files.EnsureLatest(step);
        }
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

    /// <summary>
    /// Steps between two validations, 0 if only the last step is validated; null if there is nothing to validate with.
    /// </summary>
    public long? ValidationEvery => validation is null ? null : spec.Validation.Every;

    /// <summary>Whether the run has reached its bound, and owes nothing for its last step.</summary>
    public bool IsComplete => IsAtBound && !phase.Owes;

    /// <summary>
    /// Whether something is left to do for the last step before the next may begin: <see cref="ContinueStep"/>. So it
    /// is also after opening a run that stopped in a validation.
    /// </summary>
    public bool IsStepOpen => phase.IsOpen;

    private bool IsAtBound => Replica.Step.Value >= StepsTotal;

    /// <summary>Whether metrics or a checkpoint wait for a disk that failed.</summary>
    public bool IsBehind => files.IsBehind;

    /// <summary>Whether so much waits that no step may be made before there is room.</summary>
    public bool IsOutOfRoom => files.IsOutOfRoom;

    /// <summary>How long until what waits is tried again; only if <see cref="IsBehind"/>.</summary>
    public TimeSpan RetryIn => files.RetryIn;

    /// <summary>One more who watches from now on; called between steps.</summary>
    /// <param name="observer">Told after all others.</param>
    public void Watch(ITrainingObserver observer) => observers.Add(observer);

    /// <summary>
    /// The replica made a step, and all that belongs to it is done at once: its line of metrics is written, validation
    /// and a checkpoint if they are due.
    /// </summary>
    /// <param name="report">What the step did.</param>
    /// <exception cref="NonFiniteException">The update was too large for a float; nothing was written.</exception>
    public void Advance(in StepReport report)
    {
        OnApplied(report);
        Ensure.That(TryCloseStep(CancellationToken.None));
    }

    /// <summary>
    /// The replica made a step. If it is not validated its line of metrics is written, and a checkpoint if it is due;
    /// if it is, the step stays open.
    /// </summary>
    /// <param name="report">What the step did.</param>
    /// <exception cref="NonFiniteException">The update was too large for a float; nothing was written.</exception>
    public void OnApplied(in StepReport report)
    {
        Ensure.That(report.Step == Replica.Step);
        observers.OnStep(report);

        progress = progress with { TrainLoss = report.Loss };
        phase.Begin(StepMetrics.Of(report), IsValidated(report.Step));
        if (!IsValidated(report.Step))
        {
            ContinueStep();
        }
    }

    /// <summary>Does what is left for the last step, unless asked to stop before.</summary>
    /// <param name="stop">Looked at between two pieces.</param>
    /// <returns>False if the step is still open.</returns>
    /// <exception cref="NonFiniteException">The update was too large for a float; nothing was written.</exception>
    public bool TryCloseStep(CancellationToken stop)
    {
        while (IsStepOpen)
        {
            if (stop.IsCancellationRequested)
            {
                return false;
            }

            ContinueStep();
        }

        return true;
    }

    /// <summary>
    /// Does a piece of what is left for the last step, which takes less than a step. With the last piece the step is
    /// closed, and its checkpoint is written if it is due.
    /// </summary>
    /// <exception cref="NonFiniteException">The update was too large for a float; nothing was written.</exception>
    public void ContinueStep()
    {
        switch (phase.Advance())
        {
            case ValidationNews.Validated:
                OnValidated();
                break;
            case ValidationNews.Sampled:
                OnSampled();
                break;
            default:
                break;
        }

        if (!phase.IsOpen && !IsAtBound && IsDue(Replica.Step, spec.Checkpoints.Every))
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
        return new RunResult(Replica.Step, progress.TrainLoss, progress.ValidationLoss, hash, IsComplete)
        {
            OwesValidation = phase.Owes,
        };
    }

    /// <summary>
    /// Writes a checkpoint of the current state, unless there is one already. While the disk fails a copy waits.
    /// </summary>
    /// <returns>The state's hash.</returns>
    /// <exception cref="NonFiniteException">The last update was too large for a float; nothing was written.</exception>
    public string SaveCheckpoint()
    {
        StateImage image = ReplicaImage.Of(Replica, identity.RunId);
        (Step, int, bool) current = (Replica.Step, Replica.Amendments.Entries.Count, phase.Owes);
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
    /// <param name="stop">Ends it before: the text is as long as it was then.</param>
    public string Sample(int length, CancellationToken stop)
    {
        Replica.EnsurePacked();
        SampleText sample = SampleOf(length);
        while (!stop.IsCancellationRequested && sample.Advance())
        {
        }

        return sample.Text;
    }

    /// <inheritdoc/>
    public void Dispose() => files.Dispose();

    private string Save(StateImage image)
    {
        try
        {
            return files.Save(new CheckpointContent(identity, image, spec.ToJson(), progress.ToJson())
            {
                Owed = phase.Owes ? OwedValidation.ToJson(phase.Line) : default,
            });
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

    private bool IsValidated(Step step) =>
        validation is not null && (IsAtBound || IsDue(step, spec.Validation.Every));

    private void OnValidated()
    {
        StepMetrics line = phase.Line;
        if (line.ValidationLoss is { } found && !double.IsFinite(found))
        {
            throw TooLarge($"step {line.Step}: the validation loss is no finite number");
        }

        progress = progress with { ValidationLoss = line.ValidationLoss ?? progress.ValidationLoss };
        files.Append(line);
        bool isSampled = line.ValidationLoss is not null && options.SampleLength > 0;
        phase.BecomeWritten(isSampled ? SampleOf(options.SampleLength) : null);
        if (line.ValidationLoss is { } loss)
        {
            observers.OnValidated(line.Step, loss, phase.Duration);
        }
    }

    private void OnSampled()
    {
        string text = phase.SampleText;
        phase.BecomeClosed();
        observers.OnSample(Replica.Step, text);
    }

    private SampleText SampleOf(int length) => new(Replica.Model, corpus, length, spec.Seed);

    private void Warn(string message) => observers.OnWarning(message);

    private static bool IsDue(Step step, long every) => every > 0 && step.Value % every == 0;
}
