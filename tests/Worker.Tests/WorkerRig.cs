using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Node.Content;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Transport.Events;

namespace RnnCluster.Worker.Tests;

/// <summary>A worker's actor: its coordinator is a probe, its replica a real one or a probe.</summary>
internal sealed class WorkerRig : IAsyncDisposable
{
    public static readonly Endpoint[] Addresses = [new("localhost", 1), new("localhost", 2)];

    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-worker-").FullName;
    private readonly SimulatedSystem manual = new();

    /// <param name="isHosted">Whether it shares its coordinator's replica.</param>
    /// <param name="open">Lays out the replica; null as a worker's process does.</param>
    public WorkerRig(bool isHosted = false, Func<JoinAccepted, int[], ReplicaHome>? open = null)
    {
        Coordinator = manual.Probe("coordinator");
        Replica = manual.Probe("replica");
        Transfers = manual.Probe("transfers");
        Cache = new ContentCache(new DirectoryStorage(folder));
        var self = new NodeDescription(new NodeId("worker-1"), 1, "here", 1, 1, 1, "any", "test", Fingerprint: 1);
        var setup = new WorkerSetup
        {
            Options = new WorkerOptions(self.ToJoinRequest(), isHosted),
            Time = manual.Time,
            Cache = Cache,
            Open = (run, tokens) =>
            {
                Opened.Add(tokens);
                return open is null
                    ? ReplicaHome.ForWorker(run, tokens, threads: 1, Pool, manual.Time)
                    : open(run, tokens);
            },
            ResidentBytes = () => 4321,
            OnEnd = Ends.Add,
            OnNotice = Notices.Add,
            Membership = Membership,
            HostedReplica = isHosted ? Replica : null,
        };
        Self = setup.Options.Self;
        Actor = manual.System.ActorOf(ActorProps.Of(() => new WorkerActor(setup)), ClusterPaths.WorkerName);
        manual.Run();
    }

    public JoinRequest Self { get; }

    public PayloadPool Pool { get; } = new();

    public ContentCache Cache { get; }

    public FakeTransport Transport { get; } = new();

    public FakeMembership Membership { get; } = new();

    public IActorRef Actor { get; }

    public TestProbe Coordinator { get; }

    /// <summary>Sends data and state at the coordinator's.</summary>
    public TestProbe Transfers { get; }

    /// <summary>The replica of a hosted worker.</summary>
    public TestProbe Replica { get; }

    /// <summary>The transport's news of a connection.</summary>
    public PeerConnected Connection => new(
        TinySpec.Coordinator,
        1,
        TinySpec.Run,
        Hello: null,
        path => path == "/user/coordinator" ? Coordinator : throw new InvalidOperationException(path));

    /// <summary>The symbols of each replica that was laid out.</summary>
    public List<int[]> Opened { get; } = [];

    /// <summary>What the host was told, each time.</summary>
    public List<WorkerEnd> Ends { get; } = [];

    public List<string> Notices { get; } = [];

    public IReadOnlyList<ActorFailure> Failures => manual.Failures;

    public void Tell(object message, IActorRef? from = null)
    {
        Actor.Tell(message, from ?? Coordinator);
        manual.Run();
    }

    public void Stop()
    {
        manual.System.Stop(Actor);
        manual.Run();
    }

    public void Advance(TimeSpan duration) => manual.Advance(duration);

    public void Dial() => Tell(new WorkerCommand.Connect(Transport, Addresses));

    /// <summary>The transport has a connection.</summary>
    public void Connect() => Tell(Connection);

    /// <summary>Connects and asks to join.</summary>
    public JoinRequest Join()
    {
        Dial();
        Connect();
        return Coordinator.ExpectMsg<JoinRequest>();
    }

    /// <summary>A part of data that the coordinator sends, on loan from here.</summary>
    public ContentChunk Chunk(string hash, ReadOnlySpan<byte> bytes)
    {
        Payload payload = Pool.Rent(bytes.Length);
        bytes.CopyTo(payload.Span);
        return MessageChecks.Sealed(new ContentChunk(hash, 0, bytes.Length, 0, payload));
    }

    public WorkerEnd SingleEnd() => Assert.Single(Ends);

    public async ValueTask DisposeAsync()
    {
        await manual.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
