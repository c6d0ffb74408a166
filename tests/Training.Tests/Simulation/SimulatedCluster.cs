using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Training.Coordinating;
using RnnCluster.Training.Working;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>A coordinator, its replica and some workers in one thread, in an order that a seed decides.</summary>
internal sealed class SimulatedCluster
{
    private const int ChunksPerSnapshot = 3;
    private static readonly NodeId Host = new("host");

    private readonly Draws draws;
    private readonly CoordinatorMachine machine;
    private readonly Queue<Message> mailbox = new();
    private readonly List<(NodeId For, Step Step)> wanted = [];
    private readonly List<FakeState> snapshots = [];
    private readonly List<(Step Step, UInt128 Hash, NodeId Node)> applied = [];
    private readonly SimulatedNode?[] workers;
    private readonly SimulatedMembers members;
    private long incarnations;

    public SimulatedCluster(Draws draws, ClusterShape shape)
    {
        this.draws = draws;
        Shape = shape;
        workers = new SimulatedNode?[shape.Workers];
        JoinRequest self = Join(Host);
        var run = new JoinAccepted(
            Host, 1, new RunId(1, 2), default, 3, "", 4, 5, TimeSpan.FromSeconds(1), SampleInterval: 0, "", 0);
        machine = new CoordinatorMachine(new CoordinatorOptions(
            Host, run, self, shape.Hosts, shape.Shards, shape.Slices, shape.Until, shape.WorkersMin, Amendments: 0)
        {
            IsClustered = true,
        });
        members = new SimulatedMembers(draws, Tell);
        Local = new SimulatedNode(this, new WorkerOptions(self, IsLocal: true));
        Local.Replica.Load(FakeState.Fresh(shape.Shards));
        Local.Advance(new WorkerInput.Hosted(
            run.Run, run.Term, shape.Slices, shape.Shards, Step.Zero, Local.Replica.State.Hash, 0));
        Tell(new CoordinatorInput.Started(Step.Zero, Local.Replica.State.Hash));
    }

    public ClusterShape Shape { get; }

    public int Slices => Shape.Slices;

    public int Shards => Shape.Shards;

    public PayloadPool Pool { get; } = new();

    public TimeSpan Now { get; private set; }

    public SimulatedNode Local { get; }

    public CoordinatorMachine Machine => machine;

    public IReadOnlyList<SimulatedNode?> Workers => workers;

    public CoordinatorEffect.Exit? Ended { get; private set; }

    /// <summary>Whether a snapshot may arrive damaged, and bits may turn.</summary>
    public bool IsFaulty
    {
        get => members.IsFaulty;
        set => members.IsFaulty = value;
    }

    /// <summary>What was published last of each node.</summary>
    public SortedDictionary<NodeId, MemberState> LastSeen { get; } = new(NodeId.Order);

    public List<string> Log { get; } = [];

    public int Expulsions { get; private set; }

    /// <summary>Every update that a sound replica made.</summary>
    public IEnumerable<(Step Step, UInt128 Hash, NodeId Node)> Applied => applied;

    public FakeState Snapshot(long index) => snapshots[(int)index];

    public bool IsDamaged() => IsFaulty && draws.OnceIn(20);

    /// <summary>Lets one thing happen that can.</summary>
    public void Turn()
    {
        var possible = new List<Action>();
        if (mailbox.Count > 0)
        {
            possible.Add(() => Local.Advance(new WorkerInput.Received(mailbox.Dequeue())));
        }

        foreach (SimulatedNode node in workers.OfType<SimulatedNode>().Append(Local))
        {
            if (node.HasWork && !node.IsFrozen && draws.Below(10) < node.Pace)
            {
                possible.Add(node.Work);
            }

            foreach ((bool isUp, Queue<Message> queue) in node.Connection?.Waiting ?? [])
            {
                if (isUp || !node.IsFrozen)
                {
                    possible.Add(() => Deliver(node, isUp, queue.Dequeue()));
                }
            }
        }

        if (draws.OnceIn(20))
        {
            members.Advance(Now, [.. workers.OfType<SimulatedNode>()]);
        }

        if (possible.Count == 0 || draws.OnceIn(100))
        {
            Tick();
            return;
        }

        draws.Any(possible)();
    }

    public void Start(int index)
    {
        Ensure.That(workers[index] is null);
        JoinRequest self = Join(new NodeId($"worker-{index}"));
        var node = new SimulatedNode(
            this,
            new WorkerOptions(self, IsLocal: false) { HeldMessagesMax = Shape.HeldMessagesMax })
        {
            Pace = IsFaulty && Shape.SlowWorker == index ? 1 : 10,
        };
        workers[index] = node;
        Connect(node);
    }

    public void Connect(SimulatedNode node)
    {
        Log.Add($"{Now.TotalSeconds:0.0} {node.Node} connects");
        node.Connection = new Connection();
        node.Advance(new WorkerInput.Connected());
    }

    /// <summary>A connection breaks; the coordinator hears of it or not.</summary>
    public void Cut(SimulatedNode node, bool isNoticed)
    {
        if (node.Connection is not { } connection)
        {
            return;
        }

        Log.Add($"{Now.TotalSeconds:0.0} {node.Node} is cut off, noticed: {isNoticed}");
        node.Connection = null;
        connection.Close();
        node.Advance(new WorkerInput.Disconnected("cut off"));
        if (isNoticed)
        {
            Tell(new CoordinatorInput.PeerLost(node.Node, "cut off"));
        }
    }

    public void Kill(int index, bool isNoticed)
    {
        SimulatedNode node = workers[index]!;
        workers[index] = null;
        node.Die();
        Cut(node, isNoticed);
    }

    public void Command(Protocol.Commands.OperatorCommand command) => Tell(new CoordinatorInput.Commanded(command, 0));

    /// <summary>Everything that is still under way is dropped.</summary>
    public void Close()
    {
        for (int index = 0; index < workers.Length; index++)
        {
            if (workers[index] is not null)
            {
                Kill(index, isNoticed: false);
            }
        }

        Local.Die();
        while (mailbox.TryDequeue(out Message? message))
        {
            (message as IReleasable)?.Release();
        }
    }

    public void TellCoordinator(SimulatedNode from, Message message)
    {
        if (from == Local)
        {
            Tell(new CoordinatorInput.Received(from.Node, message));
        }
        else if (from.Connection is { } connection)
        {
            connection.Tell(isUp: true, message);
        }
        else
        {
            (message as IReleasable)?.Release();
        }
    }

    public void OnApplied(SimulatedNode node)
    {
        if (!node.Replica.IsBroken)
        {
            applied.Add((node.Replica.State.Step, node.Replica.State.Hash, node.Node));
        }

        if (node == Local)
        {
            TakeSnapshots();
        }
    }

    public void OnExit(SimulatedNode node, WorkerEffect.Exit exit)
    {
        Log.Add($"{Now.TotalSeconds:0.0} {node.Node} ends: {exit.Kind}, {exit.Reason}");
        int index = Array.IndexOf(workers, node);
        if (index >= 0)
        {
            Kill(index, isNoticed: true);
        }
    }

    private JoinRequest Join(NodeId node) =>
        new(node, incarnations++, "here", 1, 2, 2, "scalar", "1", null, Step.Zero, UInt128.Zero);

    private void Deliver(SimulatedNode node, bool isUp, Message message)
    {
        if (isUp)
        {
            Tell(new CoordinatorInput.Received(node.Node, message));
        }
        else
        {
            node.Advance(new WorkerInput.Received(message));
        }
    }

    private void Tick()
    {
        Now += TimeSpan.FromMilliseconds(250 + draws.Below(500));
        members.Advance(Now, [.. workers.OfType<SimulatedNode>()]);
        Tell(new CoordinatorInput.Ticked());
        foreach (SimulatedNode node in workers.OfType<SimulatedNode>().Where(node => !node.IsFrozen).ToArray())
        {
            node.Advance(new WorkerInput.Ticked());
            if (node.Connection is null && !node.IsOver)
            {
                Connect(node);
            }
        }
    }

    private void Tell(CoordinatorInput input)
    {
        var effects = new List<CoordinatorEffect>();
        machine.Advance(Now, input, effects);
        foreach (CoordinatorEffect effect in effects)
        {
            Do(effect);
        }
    }

    private void Do(CoordinatorEffect effect)
    {
        switch (effect)
        {
            case CoordinatorEffect.Send send:
                TellNode(send.To, send.Message);
                break;
            case CoordinatorEffect.Reduce reduce:
                Local.Enqueue(new SimulatedJob(() => Reduce(reduce), [.. reduce.Terms]));
                break;
            case CoordinatorEffect.TakeSnapshot take:
                wanted.Add((take.For, take.Step));
                TakeSnapshots();
                break;
            case CoordinatorEffect.Disconnect disconnect:
                if (Find(disconnect.Node) is { } silent)
                {
                    Cut(silent, isNoticed: true);
                }

                break;
            case CoordinatorEffect.Publish publish:
                OnPublished(publish.Event);
                break;
            case CoordinatorEffect.Finish:
                Local.Enqueue(new SimulatedJob(() => Tell(
                    new CoordinatorInput.Finished(Local.Replica.State.Step, $"{Local.Replica.State.Hash:x32}"))));
                break;
            case CoordinatorEffect.Exit exit:
                Ended = exit;
                break;
            case CoordinatorEffect.Reply or CoordinatorEffect.SaveCheckpoint:
                break;
            default:
                throw new InvalidOperationException($"nobody asks for {effect}");
        }
    }

    private void TellNode(NodeId to, Message message)
    {
        if (to == Local.Node)
        {
            mailbox.Enqueue(message);
        }
        else if (Find(to)?.Connection is { } connection)
        {
            connection.Tell(isUp: false, message);
        }
        else
        {
            (message as IReleasable)?.Release();
        }
    }

    private SimulatedNode? Find(NodeId name) =>
        workers.OfType<SimulatedNode>().FirstOrDefault(node => node.Node == name);

    private void Reduce(CoordinatorEffect.Reduce reduce)
    {
        Payload average = Local.Replica.Reduce(reduce.Step, reduce.Slice, reduce.Terms);
        Tell(new CoordinatorInput.Reduced(reduce.Step, reduce.Slice, SliceEncoding.Dense, [1], average));
    }

    private void TakeSnapshots()
    {
        foreach ((NodeId node, Step step) in wanted.Where(want => want.Step <= Local.Replica.State.Step).ToArray())
        {
            Ensure.That(step == Local.Replica.State.Step);
            wanted.Remove((node, step));
            snapshots.Add(Local.Replica.State);
            for (int chunk = 0; chunk < ChunksPerSnapshot; chunk++)
            {
                Payload payload = Pool.Rent(sizeof(long));
                BitConverter.TryWriteBytes(payload.Span, snapshots.Count - 1L);
                TellNode(node, new SnapshotChunk(
                    1, step, default, chunk * sizeof(long), ChunksPerSnapshot * sizeof(long), 0, payload));
            }
        }
    }

    private void OnPublished(RunEvent published)
    {
        switch (published)
        {
            case MemberChanged changed:
                LastSeen[changed.Node] = changed.State;
                Log.Add($"{Now.TotalSeconds:0.0} step {machine.Step} {changed.Node} {changed.State}: {changed.Reason}");
                break;
            case RunWarned warned:
                Expulsions += warned.Text.Contains("taken out", StringComparison.Ordinal) ? 1 : 0;
                Log.Add(warned.Text);
                break;
            default:
                Log.Add($"{Now.TotalSeconds:0.0} step {machine.Step} {published}");
                break;
        }
    }
}
