using Akka.Actor;
using Akka.Dispatch.SysMsg;
using RnnCluster.Protocol;
using RnnCluster.Shared;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport;

/// <summary>
/// The address of an actor of another node. It outlives connections: what is told goes over the one that the node has
/// then, and is a dead letter without one. An actor that watches it gets Terminated when the node's connection is gone;
/// that the actor ends while its node lives is not told across nodes.
/// </summary>
public sealed class RemoteRef : MinimalActorRef
{
    /// <summary>The protocol of the paths of remote actors: <c>rnn://worker-1/user/worker</c>.</summary>
    private const string Protocol = "rnn";

    private readonly ITransport transport;
    private readonly ExtendedActorSystem system;

    /// <summary>The last sender and its path as text: a ref has one or two senders.</summary>
    private SenderPath? last;

    internal RemoteRef(ITransport transport, ActorSystem system, NodeId peer, string remotePath)
    {
        this.transport = transport;
        this.system = (ExtendedActorSystem)system;
        Peer = peer;
        RemotePath = remotePath;
        Path = PathAt(peer, remotePath);
    }

    /// <summary>The actor's node.</summary>
    public NodeId Peer { get; }

    /// <summary>The actor's path on its node.</summary>
    public string RemotePath { get; }

    /// <inheritdoc/>
    public override ActorPath Path { get; }

    /// <inheritdoc/>
    public override IActorRefProvider Provider => system.Provider;

    /// <inheritdoc/>
    /// <remarks>Another actor's watch begins and ends by these; nothing else of Akka's passes between nodes.</remarks>
    public override void SendSystemMessage(ISystemMessage message)
    {
        switch (message)
        {
            case Watch watch:
                transport.Watch(this, watch.Watcher);
                break;
            case Unwatch unwatch:
                transport.Unwatch(this, unwatch.Watcher);
                break;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Answers find their way to a sender of this node; a sender of another node cannot be passed on.
    /// </remarks>
    protected override void TellInternal(object message, IActorRef? sender)
    {
        Ensure.That(message is Message);
        transport.Send(Peer, new Envelope(RemotePath, PathOf(sender), (Message)message), sender);
    }

    /// <summary>
    /// Any text of a peer makes a path: Akka's own operator takes <c>a#b</c> for a name and a number.
    /// </summary>
    private static ActorPath PathAt(NodeId peer, string remotePath)
    {
        ActorPath path = new RootActorPath(new Address(Protocol, peer.Name));
        foreach (string name in remotePath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = new ChildActorPath(path, name, ActorCell.UndefinedUid);
        }

        return path;
    }

    private string? PathOf(IActorRef? sender)
    {
        if (sender is null or RemoteRef || sender.IsNobody())
        {
            return null;
        }

        SenderPath? known = Volatile.Read(ref last);
        if (known is null || !ReferenceEquals(known.Sender, sender))
        {
            known = new SenderPath(sender, sender.Path.ToStringWithoutAddress());
            Volatile.Write(ref last, known);
        }

        return known.Text;
    }

    private sealed record SenderPath(IActorRef Sender, string Text);
}
