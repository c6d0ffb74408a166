using RnnCluster.Node.Hosting;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Transport;
using RnnCluster.Transport.Memory;

namespace RnnCluster.Coordinator.Tests;

/// <summary>A node that plays a worker: what the coordinator says to it, a probe hears.</summary>
internal sealed class WorkerPeer : IAsyncDisposable
{
    private readonly SimulatedSystem manual = new();
    private readonly MemoryTransport transport;
    private readonly Action run;

    public WorkerPeer(string name, MemoryNetwork network, Endpoint coordinator, Action run)
    {
        this.run = run;
        Id = new NodeId(name);
        Probe = manual.Probe("worker");
        Events = manual.Probe("events");
        var identity = new NodeIdentity(Id, 1, Fingerprint: 1, Run: null, 1, "any");
        transport = network.Attach(
            new TransportHost(manual.System, identity, Events, Pool, manual.Time, new TransportOptions()));
        transport.Connect([coordinator]);
    }

    public NodeId Id { get; }

    public PayloadPool Pool { get; } = new();

    /// <summary>Hears what the coordinator says.</summary>
    public TestProbe Probe { get; }

    /// <summary>Hears of the connection.</summary>
    public TestProbe Events { get; }

    public JoinRequest Request => new(
        Id, 1, "there", 2, 4, 2, "avx2", "test", Run: null, Step.Zero, UInt128.Zero);

    public void Say(Message message)
    {
        transport.RefTo(CoordinatorRig.Self, ClusterPaths.Coordinator).Tell(message, Probe);
        run();
    }

    /// <summary>Asks to join and is taken in.</summary>
    public JoinAccepted Join()
    {
        Say(Request);
        return Probe.ExpectMsg<JoinAccepted>();
    }

    /// <summary>Joins, fetches the state, and is up.</summary>
    public void BecomeUp()
    {
        _ = Join();
        Say(new SnapshotRequest(CoordinatorRig.Term));
        Say(new ReplicaReady(CoordinatorRig.Term, Step.Zero, CoordinatorRig.Digest));
        _ = Probe.ExpectMsg<PlanAnnounced>();
    }

    public async Task LeaveAsync()
    {
        await transport.DisposeAsync();
        run();
    }

    public async ValueTask DisposeAsync()
    {
        await transport.DisposeAsync();
        await manual.DisposeAsync();
    }
}
