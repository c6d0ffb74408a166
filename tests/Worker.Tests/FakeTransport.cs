using Akka.Actor;
using RnnCluster.Shared;
using RnnCluster.Transport;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Worker.Tests;

/// <summary>Writes down what a worker asks of its transport.</summary>
internal sealed class FakeTransport : ITransport
{
    public List<IReadOnlyList<Endpoint>> Dialled { get; } = [];

    public List<(NodeId Peer, string Reason)> Disconnected { get; } = [];

    public NodeId Node => new("worker-1");

    public RunId? Run { get; set; }

    public ITransport Outermost
    {
        get => this;
        set => throw new NotSupportedException();
    }

    public void Connect(IReadOnlyList<Endpoint> endpoints) => Dialled.Add(endpoints);

    public void Disconnect(NodeId peer, string reason) => Disconnected.Add((peer, reason));

    public Endpoint Listen(Endpoint endpoint) => throw new NotSupportedException();

    public IActorRef RefTo(NodeId peer, string path) => throw new NotSupportedException();

    public void Send(NodeId peer, Envelope envelope, IActorRef? sender) => throw new NotSupportedException();

    public void Bury(NodeId peer, Envelope envelope, IActorRef? sender) => throw new NotSupportedException();

    public long ConnectionOf(NodeId peer) => throw new NotSupportedException();

    public void Watch(RemoteRef target, IActorRef watcher) => throw new NotSupportedException();

    public void Unwatch(RemoteRef target, IActorRef watcher) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
