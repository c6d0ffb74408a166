using Akka.Actor;
using RnnCluster.Shared;
using RnnCluster.Transport.Dialing;
using RnnCluster.Transport.Links;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Memory;

/// <summary>A node's part of a <see cref="MemoryNetwork"/>.</summary>
public sealed class MemoryTransport : ITransport
{
    private readonly Lock gate = new();
    private readonly List<Dialer> dialers = [];

    internal MemoryTransport(MemoryNetwork network, TransportHost host)
    {
        Ensure.That(NodeId.IsName(host.Identity.Node.Name));
        Network = network;
        Host = host;
        Links = new LinkTable(host, this);
        Outermost = this;
    }

    /// <inheritdoc/>
    public NodeId Node => Host.Identity.Node;

    /// <inheritdoc/>
    public RunId? Run
    {
        get => Links.Identity.Run;
        set => Links.Identity = Links.Identity with { Run = value };
    }

    /// <inheritdoc/>
    public ITransport Outermost { get; set; }

    internal MemoryNetwork Network { get; }

    internal TransportHost Host { get; }

    internal LinkTable Links { get; }

    /// <summary>Whether it is disposed or its process crashed.</summary>
    internal bool IsGone { get; private set; }

    /// <inheritdoc/>
    public Endpoint Listen(Endpoint endpoint) => Network.Listen(this, endpoint);

    /// <inheritdoc/>
    public void Connect(IReadOnlyList<Endpoint> endpoints)
    {
        var dialer = new Dialer(
            endpoints,
            Host.Options,
            Node,
            Host.Time,
            (self, endpoint) => Network.Dial(this, endpoint, self),
            transportEvent => Host.Events.Tell(transportEvent));
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(IsGone, this);
            dialers.Add(dialer);
        }

        dialer.Begin();
    }

    /// <inheritdoc/>
    public IActorRef RefTo(NodeId peer, string path) =>
        peer == Node ? Links.Resolve(path) : new RemoteRef(Outermost, Host.System, peer, path);

    /// <inheritdoc/>
    public void Send(NodeId peer, Envelope envelope, IActorRef? sender) => Links.Send(peer, envelope, sender);

    /// <inheritdoc/>
    public void Bury(NodeId peer, Envelope envelope, IActorRef? sender) => Links.Bury(peer, envelope, sender);

    /// <inheritdoc/>
    public long ConnectionOf(NodeId peer) => Links.NumberOf(peer);

    /// <inheritdoc/>
    public void Disconnect(NodeId peer, string reason) => Links.Find(peer)?.Close(reason);

    /// <inheritdoc/>
    public void Watch(RemoteRef target, IActorRef watcher) => Links.Watch(target, watcher);

    /// <inheritdoc/>
    public void Unwatch(RemoteRef target, IActorRef watcher) => Links.Unwatch(target, watcher);

    /// <summary>Closes all connections. What is under way from here still arrives.</summary>
    public ValueTask DisposeAsync()
    {
        if (Leave())
        {
            Network.OnDisposed(this);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Dials nobody any more.</summary>
    /// <returns>False if it had left already.</returns>
    internal bool Leave()
    {
        lock (gate)
        {
            if (IsGone)
            {
                return false;
            }

            IsGone = true;
        }

        dialers.ForEach(dialer => dialer.Dispose());
        return true;
    }
}
