using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Content;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Training.Coordinating;
using RnnCluster.Transport;
using RnnCluster.Transport.Memory;

namespace RnnCluster.Coordinator.Tests;

/// <summary>A coordinator's actor: its replica and its follower are probes, its workers come over a network.</summary>
internal sealed class CoordinatorRig : IAsyncDisposable
{
    public const long Term = 3;

    /// <summary>Of the local replica's state.</summary>
    public const int Digest = 1;

    /// <summary>Two slices: one of a block, one of three elements.</summary>
    public const int GradientLength = 4096 + 3;

    /// <summary>Bytes of a shard's carried states.</summary>
    public const int CarriedBytes = 8;

    public static readonly NodeId Self = new("coordinator");
    public static readonly RunId Run =
        RunId.FromBytes([.. Enumerable.Range(1, RunId.LengthBytes).Select(at => (byte)at)]);
    public static readonly string StateHash = new('5', 64);
    private static readonly Endpoint Address = new("localhost", 1);

    private readonly MemoryNetwork network = new(new MemoryNetworkOptions());
    private readonly SimulatedSystem manual = new();

    private readonly MemoryTransport transport;
    private readonly List<WorkerPeer> peers = [];

    public CoordinatorRig(int contentSymbols = 3, double linger = 0)
    {
        Content = TokenContent.Of([.. Enumerable.Range(0, contentSymbols)]);
        Replica = manual.Probe("replica");
        Local = manual.Probe("local");
        Operator = manual.Probe("operator");
        Events = manual.Probe("events");
        manual.System.EventStream.Subscribe(Events, typeof(RunEvent));
        var local = new JoinRequest(
            Self, 1, "here", 1, 1, 1, "any", "test", Run: null, Step.Zero, UInt128.Zero);
        var run = new JoinAccepted(
            Self, Term, Run, "{}"u8.ToArray(), 60, Content.Hash, Content.Count, 1, TimeSpan.FromSeconds(1),
            SampleInterval: 0, string.Empty, 0);
        var setup = new CoordinatorSetup
        {
            Options = new CoordinatorOptions(
                Self, run, local, Computes: true, Shards: 8, Slices: 2, new Step(5), WorkersMin: 1, Amendments: 0)
            {
                Linger = TimeSpan.FromSeconds(linger),
            },
            Step = Step.Zero,
            Digest = Digest,
            Replica = Replica,
            Reducer = manual.Probe("reducer"),
            Local = Local,
            Content = Content,
            Answers = new AnswerCheck(
                new SliceCodec(new SliceLayout(GradientLength, blocksPerSlice: 1), sparseTable: null, Pool),
                shards: 8,
                subtree => subtree.ShardCount * CarriedBytes),
            Pool = Pool,
            ResidentBytes = static () => 4321,
            Time = manual.Time,
            OnEnd = Ends.Add,
        };
        Actor = manual.System.ActorOf(ActorProps.Of(() => new CoordinatorActor(setup)), ClusterPaths.CoordinatorName);
        var identity = new NodeIdentity(Self, 1, Fingerprint: 1, Run, 1, "any");
        transport = network.Attach(
            new TransportHost(manual.System, identity, Actor, Pool, manual.Time, new TransportOptions()));
        _ = transport.Listen(Address);
    }

    public PayloadPool Pool { get; } = new();

    public TokenContent Content { get; }

    public IActorRef Actor { get; }

    public TestProbe Replica { get; }

    public TestProbe Local { get; }

    public TestProbe Operator { get; }

    public TestProbe Events { get; }

    /// <summary>What the host was told, each time.</summary>
    public List<CoordinatorEnd> Ends { get; } = [];

    public IReadOnlyList<ActorFailure> Failures => manual.Failures;

    public CoordinatorRig Start()
    {
        Tell(new CoordinatorCommand.Start(transport));
        _ = Replica.ExpectMsg<ReplicaRequest.WatchFiles>();
        return this;
    }

    public TestProbe Probe(string name) => manual.Probe(name);

    public void Tell(object message, IActorRef? from = null)
    {
        Actor.Tell(message, from);
        manual.Run();
    }

    public void Stop()
    {
        manual.System.Stop(Actor);
        manual.Run();
    }

    public void Advance(double seconds) => manual.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>A worker's node that is connected, and has said nothing yet.</summary>
    public WorkerPeer Connect(string name)
    {
        var peer = new WorkerPeer(name, network, Address, manual.Run);
        peers.Add(peer);
        manual.Run();
        return peer;
    }

    /// <summary>The replica has written the last checkpoint.</summary>
    public void Finish(Step step, bool isComplete = false)
    {
        _ = Replica.FishForMessage<ReplicaRequest.Finish>();
        Tell(new ReplicaReply.Finished(new RunResult(step, null, null, StateHash, isComplete)), Replica);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WorkerPeer peer in peers)
        {
            await peer.DisposeAsync();
        }

        await transport.DisposeAsync();
        await manual.DisposeAsync();
    }
}
