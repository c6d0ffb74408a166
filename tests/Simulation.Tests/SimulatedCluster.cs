using Akka.Actor;
using Akka.Event;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Node.Content;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Replicas;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport;
using RnnCluster.Transport.Memory;
using RnnCluster.Worker;

namespace RnnCluster.Simulation.Tests;

/// <summary>
/// A whole cluster on one thread: the product's own actors, machines, codec and kernels, on a clock, a dispatcher and a
/// network that are functions of a seed. It does what it is told and watches; what must be true is judged elsewhere.
/// </summary>
internal sealed class SimulatedCluster : IDisposable
{
    public static readonly NodeId CoordinatorId = new("coordinator");
    private static readonly Endpoint Address = new("localhost", 1);

    private readonly TinyRun runs;
    private readonly ClusterConditions conditions;
    private readonly List<SimulatedNode> nodes = [];
    private readonly SimulatedMembership membership;
    private readonly SortedSet<NodeId> cut = new(NodeId.Order);

    /// <summary>Whose an actor is: the processes of one node have systems of the same name.</summary>
    private readonly Dictionary<IActorRefProvider, SimulatedNode> owners = new(ReferenceEqualityComparer.Instance);

    public SimulatedCluster(TinyRun runs, ulong seed, ClusterConditions conditions, EventLog log)
    {
        this.runs = runs;
        this.conditions = conditions;
        Log = log;
        Output = runs.NextOutput();
        Thread = new VirtualThread(Time, seed, OnTurn);
        Network = new MemoryNetwork(new MemoryNetworkOptions
        {
            Time = Time,
            Seed = seed,
            DelayMin = TimeSpan.FromMicroseconds(50),
            DelayMax = conditions.DelayMax,
            CutDetection = conditions.CutDetection,
        });
        membership = new SimulatedMembership(this, seed);
    }

    /// <summary>The run's folder.</summary>
    public string Output { get; }

    public VirtualTime Time { get; } = new();

    public VirtualThread Thread { get; }

    public MemoryNetwork Network { get; }

    public EventLog Log { get; }

    public Observations Observed { get; } = new();

    /// <summary>Every process that there ever was, in the order of their starts.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => nodes;

    /// <summary>The coordinator of now, which may have ended.</summary>
    public SimulatedNode Coordinator => nodes.FindLast(node => node.IsCoordinator)!;

    public IEnumerable<SimulatedNode> Workers => nodes.Where(node => !node.IsCoordinator && node.IsAlive);

    /// <summary>Starts a coordinator's process: from the beginning, or from the last checkpoint.</summary>
    public SimulatedNode StartCoordinator(bool resumes)
    {
        long term = nodes.Count(node => node.IsCoordinator) + 1;
        SimulatedNode node = Create(CoordinatorId, term, runs.Open(Output, resumes));
        var settings = new ClusterSettings
        {
            WorkersMin = conditions.WorkersMin,
            HostsWorker = conditions.HostsWorker,
            BlocksPerSlice = 1,

            // So small that a state is several times what may be under way, and that who joins meanwhile has to wait.
            Transfers = new TransferLimits { PartBytesMax = 16_384, PartsInFlightMax = 2, CopiesMax = 1 },
        };
        node.Coordinator = CoordinatorNode.Spawn(
            node.System, node.Run!, node.Self, settings, node.Pool, end => OnEnd(node, end),
            membership: membership.CoordinatorSeat((int)term));
        node.Role = node.Coordinator.Coordinator;
        Observed.OnStarted(node);
        Attach(node, node.Coordinator.Run);
        _ = node.Transport!.Listen(Address);
        node.Coordinator.Start(node.Transport);
        return node;
    }

    /// <summary>Starts a worker's process under a name that no living one has.</summary>
    public SimulatedNode Join(NodeId id)
    {
        Ensure.That(!nodes.Exists(other => other.Id == id && other.IsAlive));
        SimulatedNode node = Create(id, nodes.Count(other => other.Id == id) + 1, run: null);
        node.Role = WorkerNode.Spawn(
            node.System,
            node.Self,
            new ContentCache(storage: null),
            node.Pool,
            end => OnEnd(node, end),
            notice => Write(node, notice),
            membership.SeatOf(node));
        Attach(node, run: null);
        node.Role.Tell(new WorkerCommand.Connect(node.Transport!, [Address]));
        return node;
    }

    /// <summary>Whether nothing passes between a worker and the coordinator.</summary>
    public bool IsCut(NodeId worker) => cut.Contains(worker);

    /// <summary>From now on nothing passes between a worker and the coordinator.</summary>
    public void Cut(NodeId worker)
    {
        if (cut.Add(worker))
        {
            Network.Cut(worker, CoordinatorId);
        }
    }

    /// <summary>Takes back <see cref="Cut"/>.</summary>
    public void Heal(NodeId worker)
    {
        if (cut.Remove(worker))
        {
            Network.Heal(worker, CoordinatorId);
        }
    }

    /// <summary>The process is gone from one moment to the next.</summary>
    public void Crash(SimulatedNode node)
    {
        Write(node, "crashes");
        node.IsCrashed = true;
        Network.Crash(node.Transport!);
        _ = node.System.Crash();
        node.Run?.Dispose();
    }

    /// <summary>Runs until nothing is ready; then the hosts of those who ended let them go.</summary>
    public void RunUntilIdle()
    {
        Thread.RunUntilIdle();
        foreach (SimulatedNode node in nodes.Where(
            node => node is { IsAlive: false, IsDisposed: false, IsCrashed: false }))
        {
            Write(node, "its host lets it go");
            node.IsDisposed = true;
            _ = node.Transport!.DisposeAsync().AsTask();
            node.System.StopAll();
        }

        Thread.RunUntilIdle();
    }

    public void Write(SimulatedNode? node, string what) => Log.Add(Time.Elapsed, node?.Label ?? "-", what);

    /// <summary>Takes down what is left: after this every loan must be back.</summary>
    public void Dispose()
    {
        membership.Stop();
        foreach (SimulatedNode node in nodes.Where(node => !node.IsCrashed))
        {
            _ = node.Transport!.DisposeAsync().AsTask();
            node.System.StopAll();
        }

        // What is busy or under way comes to its end within virtual minutes, or never.
        TimeSpan end = Time.Elapsed + TimeSpan.FromMinutes(5);
        RunUntilIdle();
        while (nodes.Exists(node => !node.System.HasEnded())
            && Time.AdvanceToNextTimer(end - Time.Elapsed))
        {
            RunUntilIdle();
        }

        Time.Advance(TimeSpan.FromMinutes(1));
        foreach (SimulatedNode node in nodes.Where(node => !node.IsCrashed))
        {
            node.Run?.Dispose();
        }
    }

    private SimulatedNode Create(NodeId id, long incarnation, Learning.Runs.TrainingRun? run)
    {
        SimulatedNode? node = null;
        ActorSystem system = Thread.CreateSystem(id.Name, options => options with
        {
            OnFailure = failure => Observed.OnFailure(node!, failure),
        });
        node = new SimulatedNode
        {
            Self = new NodeDescription(id, incarnation, "simulated", 1, 1, 1, "any", "test", Fingerprint: 1),
            System = system,
            Run = run,
        };
        nodes.Add(node);
        owners.Add(((ExtendedActorSystem)system).Provider, node);
        Write(node, "starts");
        system.EventStream.Subscribe(
            new CallbackRef(system, "letters", letter => OnDeadLetter(node, (AllDeadLetters)letter)),
            typeof(AllDeadLetters));
        system.EventStream.Subscribe(
            new CallbackRef(system, "events", happened => OnEvent(node, happened)), typeof(RunEvent));
        return node;
    }

    private void Attach(SimulatedNode node, RunId? run)
    {
        NodeDescription self = node.Self;
        var identity = new NodeIdentity(
            self.Node, self.Incarnation, self.Fingerprint, run, self.Cores, self.Lanes);
        node.Transport = Network.Attach(
            new TransportHost(node.System, identity, node.Role!, node.Pool, Time, new TransportOptions()));
        if (conditions.Tamper is { } tamper)
        {
            _ = new TamperedTransport(node.Transport, tamper);
        }
    }

    private void OnDeadLetter(SimulatedNode node, AllDeadLetters letter)
    {
        if (letter is not SuppressedDeadLetter)
        {
            Write(node, $"{letter.GetType().Name} {Words.Of(letter.Message)} for {Words.Of(letter.Recipient)}");
            Observed.OnDeadLetter(node, letter);
        }
    }

    private void OnEvent(SimulatedNode node, object happened)
    {
        if (happened is not MemberHeard)
        {
            // It tells the real memory of the real process.
            Write(node, "* " + Words.Of(happened));
        }

        Observed.OnEvent(node, happened);
    }

    private void OnEnd(SimulatedNode node, object end)
    {
        Write(node, $"ends: {end}");
        node.Ends.Add(end);
        if (end is CoordinatorEnd { Result.IsComplete: true })
        {
            Observed.OnCompleted(Time.Elapsed);
        }
    }

    /// <summary>Every turn of every actor comes through here: it is written down, and gets its duration.</summary>
    private TimeSpan OnTurn(IActorRef actor, object message)
    {
        SimulatedNode node = OwnerOf(actor);
        Log.Add(Time.Elapsed, node.Label, $"{actor.Path.Name}: {Words.Of(message)}");
        Observed.OnTurn(node, message);
        TimeSpan work = message switch
        {
            ReplicaRequest.Compute compute =>
                conditions.ShardTime * compute.Subtrees.Sum(subtree => subtree.ShardCount),
            ReplicaRequest.Apply => conditions.ShardTime / 2,
            ReducerRequest.Reduce => conditions.ShardTime / 10,
            _ => TimeSpan.Zero,
        };
        TimeSpan frozen = node.FrozenUntil > Time.Elapsed ? node.FrozenUntil - Time.Elapsed : TimeSpan.Zero;
        return frozen + (work * node.Slowness);
    }

    private SimulatedNode OwnerOf(IActorRef actor) => owners[((IInternalActorRef)actor).Provider];
}
