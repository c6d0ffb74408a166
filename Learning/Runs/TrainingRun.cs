using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Evaluation;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Weights;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// A run in one process: the loop of compute, reduce and apply, with validation, metrics and checkpoints around it.
/// What it leaves behind is a function of spec and data: stopped and resumed, or computed in other partitions by other
/// threads, it ends with the same files.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly RunSpec spec;
    private readonly RunOptions options;
    private readonly ITrainingObserver observer;
    private readonly RunIdentity identity;
    private readonly ComputeTeam team;
    private readonly CheckpointStore store;
    private readonly MetricsLog metrics;
    private readonly ShardGroup[] groups;
    private readonly NodeSum[] sums;
    private readonly Evaluator? validation;
    private RunProgress progress;
    private Step checkpointed = new(-1);

    private TrainingRun(RunSpec spec, RunOptions options, Corpus corpus, IStorage storage, ITrainingObserver observer)
    {
        this.spec = spec;
        this.options = options;
        this.observer = observer;
        Corpus = corpus;
        identity = RunAssembly.Identify(spec, corpus);
        TrainingSpec training = spec.Training;
        var data = new ReplicaData(corpus.Training, training.Batch, training.Window);
        StepsPerEpoch = data.Lanes.WindowsPerEpoch;
        StepsTotal = Math.Min(RunAssembly.StepsOf(training, StepsPerEpoch), options.StepsMax ?? long.MaxValue);
        team = new ComputeTeam(options.Threads);
        try
        {
            Replica = new Replica(RunAssembly.PlanOf(spec, corpus.Vocabulary.Count, StepsPerEpoch), data, team);
            if (!corpus.Validation.IsEmpty)
            {
                validation = new Evaluator(
                    Replica.Model, corpus.Validation, spec.Validation.Lanes, training.Window, training.Batch);
            }

            groups = new ShardGroup[options.Partitions];
            for (int group = 0; group < groups.Length; group++)
            {
                int first = group * training.Shards / groups.Length;
                int end = (group + 1) * training.Shards / groups.Length;
                groups[group] = Replica.CreateGroup([.. Enumerable.Range(first, end - first)]);
            }

            sums = [.. groups.SelectMany(group => group.Sums)];
            store = new CheckpointStore(storage, spec.Checkpoints.Keep, observer.OnWarning);
            metrics = Begin(storage);
        }
        catch
        {
            team.Dispose();
            throw;
        }
    }

    /// <summary>The run's data.</summary>
    public Corpus Corpus { get; }

    /// <summary>The state.</summary>
    public Replica Replica { get; }

    /// <summary>Windows of an epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>The step at which the run stops.</summary>
    public long StepsTotal { get; }

    /// <summary>The run's id.</summary>
    public string RunId => identity.RunId;

    /// <summary>Opens a new run, or an old one where it stopped.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="options">How to execute it.</param>
    /// <param name="observer">Watches the run.</param>
    /// <exception cref="InputException">
    /// The data is bad or too short, the output holds another run, or a file cannot be used.
    /// </exception>
    public static TrainingRun Open(RunSpec spec, RunOptions options, ITrainingObserver observer)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(observer);
        if (options.Partitions < 1 || options.Partitions > spec.Training.Shards)
        {
            throw new InputException(
                $"--partitions {options.Partitions}: must be 1 to {spec.Training.Shards}, the shards of this run "
                + "(training.shards)");
        }

        if (options.IsResumed && options.Weights is not null)
        {
            throw new InputException(
                "--weights: a resumed run has its own parameters; leave out --resume or --weights");
        }

        Corpus corpus = RunAssembly.LoadCorpus(spec.Data);
        return new TrainingRun(spec, options, corpus, new DirectoryStorage(options.Output), observer);
    }

    /// <summary>Trains until the run's bound, or until asked to stop.</summary>
    /// <param name="stop">Ends the run after the current step, with a checkpoint.</param>
    /// <exception cref="NonFiniteException">The loss or the gradient is no finite number.</exception>
    public RunResult Run(CancellationToken stop)
    {
        while (Replica.Step.Value < StepsTotal && !stop.IsCancellationRequested)
        {
            foreach (ShardGroup group in groups)
            {
                Replica.Compute(group);
            }

            Advance(Replica.Apply(Replica.Reduce(sums)));
        }

        string hash = SaveCheckpoint();
        return new RunResult(
            Replica.Step,
            progress.TrainLoss,
            progress.ValidationLoss,
            hash,
            Replica.Step.Value >= StepsTotal);
    }

    /// <summary>Draws a text from the current model.</summary>
    /// <param name="length">How many symbols.</param>
    /// <param name="sampling">How they are drawn.</param>
    public string Sample(int length, Sampling sampling)
    {
        Replica.EnsurePacked();
        var generator = new Generator(Replica.Model, sampling);
        int[] symbols = new int[length];
        int symbol = Corpus.Training.Span[0];
        for (int index = 0; index < length; index++)
        {
            generator.Feed(symbol);
            symbol = generator.Draw();
            symbols[index] = symbol;
        }

        return Corpus.Tokenizer.Decode(symbols);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        metrics.Dispose();
        team.Dispose();
    }

    private MetricsLog Begin(IStorage storage)
    {
        if (options.IsResumed)
        {
            if (store.TryOpenLatest(out Checkpoint? checkpoint))
            {
                checkpoint.EnsureContinues(identity, options.AcceptsNewNumerics);
                ReplicaImage.Load(Replica, checkpoint.State);
                progress = RunProgress.FromJson(checkpoint.Content.Progress);
                checkpointed = checkpoint.Step;
                return MetricsLog.Resume(storage, checkpoint.Step, observer.OnWarning);
            }

            observer.OnWarning($"{storage.Locate(string.Empty)}: no checkpoint yet; the run starts at step 0");
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

        return MetricsLog.Create(storage);
    }

    private void Advance(in StepReport report)
    {
        observer.OnStep(report);
        progress = progress with { TrainLoss = report.Loss };
        bool isLast = report.Step.Value >= StepsTotal;
        double? validated = null;
        if (validation is not null && (isLast || IsDue(report.Step, spec.Validation.Every)))
        {
            Replica.EnsurePacked();
            validated = validation.Run(team);
            progress = progress with { ValidationLoss = validated };
        }

        metrics.Append(new StepMetrics(
            report.Step,
            report.Loss,
            validated,
            report.Rate,
            report.Norm,
            report.IsClipped,
            new UInt128(report.Digest.High, report.Digest.Low)));
        if (validated is { } loss)
        {
            observer.OnValidated(report.Step, loss);
        }

        if (!isLast && IsDue(report.Step, spec.Checkpoints.Every))
        {
            _ = SaveCheckpoint();
        }
    }

    private static bool IsDue(Step step, long every) => every > 0 && step.Value % every == 0;

    private string SaveCheckpoint()
    {
        StateImage image = ReplicaImage.Of(Replica, identity.RunId);
        if (checkpointed == Replica.Step)
        {
            return StateHash.Compute(image);
        }

        metrics.Flush();
        string hash = store.Write(new CheckpointContent(identity, image, spec.ToJson(), progress.ToJson()));
        checkpointed = Replica.Step;
        observer.OnCheckpoint(Replica.Step, hash);
        return hash;
    }
}
