using RnnCluster.Actors;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport;

/// <summary>
/// The address of an actor of another node. It outlives connections: what is told goes over the one that the node has
/// then, and is a dead letter without one. Whoever watches it is told Terminated when the node's connection is gone;
/// that the actor ends while its node lives is not told across nodes.
/// </summary>
public sealed class RemoteRef : ActorRef
{
    private readonly ITransport transport;

    internal RemoteRef(ITransport transport, NodeId peer, string remotePath)
        : base(PathOf(peer, remotePath))
    {
        this.transport = transport;
        Peer = peer;
        RemotePath = remotePath;
    }

    /// <summary>The actor's node.</summary>
    public NodeId Peer { get; }

    /// <summary>The actor's path on its node.</summary>
    public string RemotePath { get; }

    /// <inheritdoc/>
    /// <remarks>
    /// Answers find their way to a sender of this node; a sender of another node cannot be passed on.
    /// </remarks>
    public override void Tell(object message, ActorRef? sender = null)
    {
        Ensure.That(message is Message);
        string? from = sender is RemoteRef ? null : sender?.Path;
        transport.Send(Peer, new Envelope(RemotePath, from, (Message)message), sender);
    }

    /// <inheritdoc/>
    public override void AddWatcher(ActorRef watcher) => transport.Watch(this, watcher);

    /// <inheritdoc/>
    public override void RemoveWatcher(ActorRef watcher) => transport.Unwatch(this, watcher);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RemoteRef other && other.Path == Path;

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <summary>The path of an actor of another node, as this node's people read it: the node in front.</summary>
    internal static string PathOf(NodeId peer, string remotePath) => peer.Name + remotePath;
}
