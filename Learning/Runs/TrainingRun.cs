using RnnCluster.Data;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Disks;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// A run in one process: the loop of compute, reduce and apply; the journal does what surrounds it. What it leaves
/// behind is a function of spec and data: stopped and resumed, or computed in other partitions by other threads, it
/// ends with the same files.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private readonly ComputeTeam team;
    private readonly int partitions;
    private readonly FolderLock folder;

    private TrainingRun(
        RunSpec spec,
        RunOptions options,
        RunBeginning beginning,
        Corpus corpus,
        IStorage storage,
        FolderLock folder,
        ITrainingObserver observer)
    {
        this.folder = folder;
        Corpus = corpus;
        CanonicalSpec = spec.ToCanonicalJson();
        partitions = options.Partitions;
        team = new ComputeTeam(options.Threads);
        try
        {
            Replica = RunAssembly.CreateReplica(spec, corpus, team);
            Journal = RunJournal.Open(spec, options, corpus, storage, Replica, observer, beginning);
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

    /// <summary>The run's files: metrics, validation, checkpoints.</summary>
    public RunJournal Journal { get; }

    /// <summary>The spec as the run's id sees it, and as workers get it.</summary>
    public ReadOnlyMemory<byte> CanonicalSpec { get; }

    /// <summary>Windows of an epoch.</summary>
    public int StepsPerEpoch => Journal.StepsPerEpoch;

    /// <summary>The step at which the run stops.</summary>
    public long StepsTotal => Journal.StepsTotal;

    /// <summary>The run's id.</summary>
    public string RunId => Journal.RunId;

    /// <summary>Opens a new run, or an old one where it stopped.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="options">How to execute it.</param>
    /// <param name="observer">Watches the run.</param>
    /// <exception cref="InputException">
    /// The data is bad or too short, the output holds another run or is written by one, or a file cannot be used.
    /// </exception>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
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

        // Before the first look: what is found there must not be written any more.
        FolderLock folder = FolderLock.Acquire(
            options.Output, LockHolder.OfThisProcess(options.Time), observer.OnWarning);
        try
        {
            var storage = new LockedStorage(new DirectoryStorage(options.Output), folder);
            RunBeginning beginning = RunBeginning.Find(options, storage, observer.OnWarning);
            Corpus corpus = RunAssembly.LoadCorpus(spec.Data, beginning.Vocabulary);
            return new TrainingRun(spec, options, beginning, corpus, storage, folder, observer);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Trains until the run's bound, or until asked to stop.</summary>
    /// <param name="stop">
    /// Ends the run after the current step, with a checkpoint. A validation is abandoned: the checkpoint owes it.
    /// </param>
    /// <exception cref="NonFiniteException">The loss or the gradient is no finite number.</exception>
    public RunResult Run(CancellationToken stop)
    {
        ShardGroup[] groups = [.. Enumerable.Range(0, partitions).Select(GroupOf)];
        NodeSum[] sums = [.. groups.SelectMany(group => group.Sums)];
        while (Journal.TryCloseStep(stop) && !Journal.IsComplete && !stop.IsCancellationRequested)
        {
            foreach (ShardGroup group in groups)
            {
                Replica.Compute(group);
            }

            Journal.OnApplied(Replica.Apply(Replica.Reduce(sums)));
            Journal.AwaitRoom(stop);
        }

        return Journal.Finish();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Journal.Dispose();
        team.Dispose();
        folder.Dispose();
    }

    private ShardGroup GroupOf(int partition)
    {
        int shards = Replica.Plan.Shards;
        int first = partition * shards / partitions;
        int end = (partition + 1) * shards / partitions;
        return Replica.CreateGroup([.. Enumerable.Range(first, end - first)]);
    }
}
