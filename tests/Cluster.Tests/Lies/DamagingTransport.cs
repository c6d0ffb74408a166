using Akka.Actor;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Transport;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Cluster.Tests.Lies;

/// <summary>
/// Flips one bit of the first state that is sent, as a machine with bad memory does, or cuts the averages of a step
/// short; the rest goes through.
/// </summary>
internal sealed class DamagingTransport : ITransport
{
    private readonly ITransport inner;
    private readonly Step? shortened;
    private int snapshots;

    /// <param name="inner">The transport; disposed with this one.</param>
    /// <param name="shortened">The step whose averages are cut short; null to damage the first state.</param>
    public DamagingTransport(ITransport inner, Step? shortened = null)
    {
        this.inner = inner;
        this.shortened = shortened;
        inner.Outermost = this;
    }

    /// <summary>How many states have been sent.</summary>
    public int Snapshots => Volatile.Read(ref snapshots);

    public NodeId Node => inner.Node;

    public RunId? Run
    {
        get => inner.Run;
        set => inner.Run = value;
    }

    public ITransport Outermost
    {
        get => inner.Outermost;
        set => inner.Outermost = value;
    }

    public void Send(NodeId peer, Envelope envelope, IActorRef? sender)
    {
        if (envelope.Message is SnapshotChunk { Offset: 0 } chunk && Interlocked.Increment(ref snapshots) == 1
            && shortened is null)
        {
            chunk.Payload.Span[^1] ^= 1;
        }

        if (envelope.Message is SliceAverage average && average.Step == shortened)
        {
            envelope = envelope with
            {
                Message = MessageChecks.Sealed(average with { Payload = new Payload(new byte[3]) }),
            };
            average.Release();
        }

        inner.Send(peer, envelope, sender);
    }

    public Endpoint Listen(Endpoint endpoint) => inner.Listen(endpoint);

    public void Connect(IReadOnlyList<Endpoint> endpoints) => inner.Connect(endpoints);

    public IActorRef RefTo(NodeId peer, string path) => inner.RefTo(peer, path);

    public void Bury(NodeId peer, Envelope envelope, IActorRef? sender) => inner.Bury(peer, envelope, sender);

    public long ConnectionOf(NodeId peer) => inner.ConnectionOf(peer);

    public void Disconnect(NodeId peer, string reason) => inner.Disconnect(peer, reason);

    public void Watch(RemoteRef target, IActorRef watcher) => inner.Watch(target, watcher);

    public void Unwatch(RemoteRef target, IActorRef watcher) => inner.Unwatch(target, watcher);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
