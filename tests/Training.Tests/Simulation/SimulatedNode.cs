using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Training.Working;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>A process with a replica: the worker's machine, and a shell that does piecemeal what it asks.</summary>
internal sealed class SimulatedNode
{
    private readonly SimulatedCluster cluster;
    private readonly LinkedList<SimulatedJob> jobs = new();
    private readonly List<long> chunks = [];

    public SimulatedNode(SimulatedCluster cluster, WorkerOptions options)
    {
        this.cluster = cluster;
        Options = options;
        Machine = new WorkerMachine(options);
        Replica = new FakeReplica(cluster.Slices, cluster.Shards, cluster.Pool);
    }

    public WorkerOptions Options { get; }

    public NodeId Node => Options.Self.Node;

    public WorkerMachine Machine { get; }

    public FakeReplica Replica { get; }

    /// <summary>Null while there is none; the local node needs none.</summary>
    public Connection? Connection { get; set; }

    /// <summary>How often it gets its turn, of 10.</summary>
    public int Pace { get; set; } = 10;

    /// <summary>Stopped as by SIGSTOP.</summary>
    public bool IsFrozen { get; set; }

    public bool IsOver { get; private set; }

    public bool HasWork => jobs.Count > 0;

    public void Enqueue(SimulatedJob job) => jobs.AddLast(job);

    public void Work()
    {
        SimulatedJob job = jobs.First!.Value;
        jobs.RemoveFirst();
        job.Run();
        ReleaseHeld(job);
    }

    public void Die()
    {
        IsOver = true;
        foreach (SimulatedJob job in jobs)
        {
            ReleaseHeld(job);
        }

        jobs.Clear();
        Machine.Advance(cluster.Now, new WorkerInput.GaveUp("killed"), []);
    }

    public void Advance(WorkerInput input)
    {
        if (IsOver)
        {
            ((input as WorkerInput.Received)?.Message as IReleasable)?.Release();
            return;
        }

        var effects = new List<WorkerEffect>();
        Machine.Advance(cluster.Now, input, effects);
        foreach (WorkerEffect effect in effects)
        {
            Do(effect);
        }
    }

    private void Do(WorkerEffect effect)
    {
        switch (effect)
        {
            case WorkerEffect.Send send:
                cluster.TellCoordinator(this, send.Message);
                break;
            case WorkerEffect.PrepareRun:
                Enqueue(new SimulatedJob(() => Advance(new WorkerInput.RunPrepared(cluster.Slices, cluster.Shards))));
                break;
            case WorkerEffect.StoreSnapshot store:
                Enqueue(new SimulatedJob(() => OnChunk(store.Chunk), store.Chunk));
                break;
            case WorkerEffect.Compute compute:
                Enqueue(new SimulatedJob(() => Compute(compute)));
                break;
            case WorkerEffect.StoreAverage store:
                Enqueue(new SimulatedJob(() => Replica.Store(store.Average), store.Average));
                break;
            case WorkerEffect.StoreCarried store:
                Enqueue(new SimulatedJob(() => Replica.Store(store.State), store.State));
                break;
            case WorkerEffect.Amend amend:
                Enqueue(new SimulatedJob(() => Replica.Amend(amend.From, amend.Rate)));
                break;
            case WorkerEffect.Apply apply:
                Enqueue(new SimulatedJob(() => Apply(apply)));
                break;
            case WorkerEffect.Reconnect:
                cluster.Cut(this, isNoticed: true);
                break;
            case WorkerEffect.Exit exit:
                cluster.OnExit(this, exit);
                break;
            default:
                throw new InvalidOperationException($"nobody asks for {effect}");
        }
    }

    private void OnChunk(SnapshotChunk chunk)
    {
        if (chunk.Offset == 0)
        {
            chunks.Clear();
        }

        chunks.Add(BitConverter.ToInt64(chunk.Payload.Span));
        if (chunk.Offset + chunk.Payload.Length < chunk.Total)
        {
            return;
        }

        if (chunks.Count * sizeof(long) != chunk.Total || chunks.Distinct().Count() != 1 || cluster.IsDamaged())
        {
            Advance(new WorkerInput.SnapshotRefused("damaged"));
            return;
        }

        FakeState state = cluster.Snapshot(chunks[0]);
        Replica.Load(state);
        Advance(new WorkerInput.SnapshotLoaded(state.Step, state.Hash, state.Amendments.Count));
    }

    /// <summary>One message at a time: a worker may die between any two.</summary>
    private void Compute(WorkerEffect.Compute compute)
    {
        var parts = new List<SimulatedJob>();
        foreach (TreeNode subtree in compute.Subtrees)
        {
            for (int slice = cluster.Slices - 1; slice >= 0; slice--)
            {
                int current = slice;
                parts.Add(new SimulatedJob(() => cluster.TellCoordinator(
                    this, Replica.Sum(compute.Term, compute.Step, compute.PlanVersion, subtree, current))));
            }

            parts.Add(new SimulatedJob(() => cluster.TellCoordinator(this, Replica.Report(
                compute.Term, compute.Step, compute.PlanVersion, subtree, TimeSpan.FromSeconds(1.0 / Pace)))));
        }

        parts.Add(new SimulatedJob(() => Advance(new WorkerInput.Computed(compute.Step, compute.Subtrees))));
        for (int index = parts.Count - 1; index >= 0; index--)
        {
            jobs.AddFirst(parts[index]);
        }
    }

    private void Apply(WorkerEffect.Apply apply)
    {
        Replica.Apply(apply.Step, apply.Loss);
        cluster.OnApplied(this);
        Advance(new WorkerInput.Applied(Replica.State.Step, Replica.State.Hash, default));
    }

    private static void ReleaseHeld(SimulatedJob job)
    {
        foreach (IReleasable held in job.Held)
        {
            held.Release();
        }
    }
}
