using Akka.Actor;
using RnnCluster.Shared;
using RnnCluster.Transport;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Simulation.Tests;

/// <summary>A transport that sends something else than it is given: a bug that a test plants.</summary>
internal sealed class TamperedTransport : ITransport
{
    private readonly ITransport inner;
    private readonly Func<Envelope, IEnumerable<Envelope>> tamper;

    public TamperedTransport(ITransport inner, Func<Envelope, IEnumerable<Envelope>> tamper)
    {
        this.inner = inner;
        this.tamper = tamper;
        inner.Outermost = this;
    }

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

    public Endpoint Listen(Endpoint endpoint) => inner.Listen(endpoint);

    public void Connect(IReadOnlyList<Endpoint> endpoints) => inner.Connect(endpoints);

    public IActorRef RefTo(NodeId peer, string path) => inner.RefTo(peer, path);

    public void Send(NodeId peer, Envelope envelope, IActorRef? sender)
    {
        foreach (Envelope sent in tamper(envelope))
        {
            inner.Send(peer, sent, sender);
        }
    }

    public void Bury(NodeId peer, Envelope envelope, IActorRef? sender) => inner.Bury(peer, envelope, sender);

    public long ConnectionOf(NodeId peer) => inner.ConnectionOf(peer);

    public void Disconnect(NodeId peer, string reason) => inner.Disconnect(peer, reason);

    public void Watch(RemoteRef target, IActorRef watcher) => inner.Watch(target, watcher);

    public void Unwatch(RemoteRef target, IActorRef watcher) => inner.Unwatch(target, watcher);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
