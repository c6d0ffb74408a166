using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Learning.Schedules;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Specification;

namespace RnnCluster.Node.Replicas;

/// <summary>A replica with everything that it needs to be part of a cluster.</summary>
public sealed class ReplicaHome : IDisposable
{
    /// <summary>
    /// Averages that are kept: the step's, and the one before, which may still be being sent. If that is so of both,
    /// a peer reads slowly, and what it reads lives until it has.
    /// </summary>
    private const int AveragesMax = 2;

    private readonly IDisposable[] owned;
    private readonly List<AverageBuffer> averages;

    /// <summary>Brings the parts together.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="replica">The replica.</param>
    /// <param name="slices">How its gradients are cut.</param>
    /// <param name="journal">What keeps the run's files; null for a worker, which keeps none.</param>
    /// <param name="pool">Lends the messages' memory.</param>
    /// <param name="time">Measures.</param>
    /// <param name="sampleInterval">Every how many steps the network is looked into; 0 for never.</param>
    /// <param name="owned">Disposed with this.</param>
    public ReplicaHome(
        string runId,
        Replica replica,
        SliceLayout slices,
        RunJournal? journal,
        PayloadPool pool,
        TimeProvider time,
        int sampleInterval,
        params IDisposable[] owned)
    {
        ArgumentNullException.ThrowIfNull(replica);
        RunId = runId;
        Replica = replica;
        Slices = slices;
        Journal = journal;
        Pool = pool;
        Time = time;
        this.owned = owned;
        averages = [new AverageBuffer(slices)];
        Average = averages[0];
        Stopwatch = new StepStopwatch(replica, time);
        if (sampleInterval > 0)
        {
            Samples = new ProbeInterval(sampleInterval);
            replica.Probe = new WindowProbe(Samples);
        }

        Codec = new SliceCodec(slices, replica.Model.SparseTable, pool);
    }

    /// <summary>The run's id.</summary>
    public string RunId { get; }

    /// <summary>The replica.</summary>
    public Replica Replica { get; }

    /// <summary>How its gradients are cut.</summary>
    public SliceLayout Slices { get; }

    /// <summary>What keeps the run's files; null for a worker.</summary>
    public RunJournal? Journal { get; }

    /// <summary>Whether this is the coordinator's replica, which reduces.</summary>
    public bool IsCoordinators => Journal is not null;

    /// <summary>The digest of its state.</summary>
    public UInt128 Digest => new(Replica.Digest.High, Replica.Digest.Low);

    internal PayloadPool Pool { get; }

    internal TimeProvider Time { get; }

    /// <summary>Where the averages of the replica's step are collected.</summary>
    internal AverageBuffer Average { get; private set; }

    /// <summary>How many averages are kept, whoever reads them.</summary>
    internal int AveragesKept => averages.Count;

    /// <summary>Which steps are looked into; null for none.</summary>
    internal ProbeInterval? Samples { get; }

    internal StepStopwatch Stopwatch { get; }

    /// <summary>Writes, reads and checks slices; for any thread.</summary>
    public SliceCodec Codec { get; }

    /// <summary>Lays out a worker's replica from what its coordinator told and sent.</summary>
    /// <param name="run">The run.</param>
    /// <param name="tokens">The training symbols.</param>
    /// <param name="threads">Threads to compute with.</param>
    /// <param name="pool">Lends the messages' memory.</param>
    /// <param name="time">Measures.</param>
    /// <exception cref="InputException">The spec cannot be read, or the data is too short for it.</exception>
    public static ReplicaHome ForWorker(
        JoinAccepted run, int[] tokens, int threads, PayloadPool pool, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunSpec spec = RunSpec.FromCanonicalJson(run.Spec.Span, "the coordinator's spec");
        var data = new ReplicaData(tokens, spec.Training.Batch, spec.Training.Window);
        var team = new ComputeTeam(threads);
        try
        {
            var replica = new Replica(
                RunAssembly.PlanOf(spec, run.Vocabulary, data.Lanes.WindowsPerEpoch), data, team);
            var slices = new SliceLayout(replica.Model.Layout.Length, run.BlocksPerSlice);
            return new ReplicaHome(
                run.Run.ToString(), replica, slices, journal: null, pool, time, run.SampleInterval, team);
        }
        catch
        {
            team.Dispose();
            throw;
        }
    }

    /// <summary>Adds an amendment to the state.</summary>
    /// <param name="from">The first step that it holds for.</param>
    /// <param name="rate">The learning rate.</param>
    public void Amend(Step from, double rate) => Replica.Amend(new Amendment(from, rate));

    /// <summary>
    /// The replica has come to another step: its averages are collected where nobody reads those of the step before.
    /// </summary>
    internal void BeginAverage()
    {
        AverageBuffer? free = averages.Find(static average => !average.IsLent);
        if (free is null)
        {
            if (averages.Count == AveragesMax)
            {
                averages.RemoveAt(0);
            }

            free = new AverageBuffer(Slices);
            averages.Add(free);
        }

        Average = free;
        Average.Begin(Replica.Step);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Average.Release();
        foreach (IDisposable part in owned)
        {
            part.Dispose();
        }
    }
}
