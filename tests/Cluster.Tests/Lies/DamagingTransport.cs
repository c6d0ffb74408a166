using RnnCluster.Actors;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cluster.Tests.Lies;

/// <summary>
/// Flips one bit of the first state that is sent, as a machine with bad memory does; the rest goes through.
/// </summary>
internal sealed class DamagingTransport : ITransport
{
    private readonly ITransport inner;
    private int snapshots;

    public DamagingTransport(ITransport inner)
    {
        this.inner = inner;
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

    public void Send(NodeId peer, Envelope envelope, ActorRef? sender)
    {
        if (envelope.Message is SnapshotChunk { Offset: 0 } chunk && Interlocked.Increment(ref snapshots) == 1)
        {
            chunk.Payload.Span[^1] ^= 1;
        }

        inner.Send(peer, envelope, sender);
    }

    public Endpoint Listen(Endpoint endpoint) => inner.Listen(endpoint);

    public void Connect(IReadOnlyList<Endpoint> endpoints) => inner.Connect(endpoints);

    public ActorRef RefTo(NodeId peer, string path) => inner.RefTo(peer, path);

    public void Bury(NodeId peer, Envelope envelope, ActorRef? sender) => inner.Bury(peer, envelope, sender);

    public long ConnectionOf(NodeId peer) => inner.ConnectionOf(peer);

    public void Disconnect(NodeId peer, string reason) => inner.Disconnect(peer, reason);

    public void Watch(RemoteRef target, ActorRef watcher) => inner.Watch(target, watcher);

    public void Unwatch(RemoteRef target, ActorRef watcher) => inner.Unwatch(target, watcher);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
