using Akka.Actor;
using RnnCluster.Shared;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport;

/// <summary>
/// Connects this node with others, so that a ref to a remote actor is a ref. What is promised: a message arrives once
/// or not at all; what one actor tells another over one connection arrives in order, control and bulk each for itself;
/// a lost connection is told, to the transport's actor as <see cref="Events.PeerLost"/> and to watchers as Terminated.
/// Nothing on a connection that lives is ever dropped.
/// </summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>This node.</summary>
    NodeId Node { get; }

    /// <summary>
    /// The run that handshakes name from now on; null while there is none. A worker learns it after it has connected.
    /// </summary>
    RunId? Run { get; set; }

    /// <summary>
    /// The transport that senders' refs go through: this one, or the decorator around it, so that answers meet the
    /// decorator's faults as well.
    /// </summary>
    ITransport Outermost { get; set; }

    /// <summary>Lets other nodes in.</summary>
    /// <param name="endpoint">Where.</param>
    /// <returns>The same, with the port that was taken if it was 0.</returns>
    /// <exception cref="InputException">
    /// The address is not one of this machine, not loopback without leave, or in use.
    /// </exception>
    Endpoint Listen(Endpoint endpoint);

    /// <summary>
    /// Dials a node until it is connected, and again whenever the connection is lost: the addresses in turn, with
    /// back-off between two rounds over them. Once for each peer, and from one of the two sides: two connections of one
    /// peer would push each other out. Ends with <see cref="Events.PeerRefused"/>, with
    /// <see cref="Events.ConnectGaveUp"/>, or with the transport.
    /// </summary>
    /// <param name="endpoints">Where the node may listen, at least one.</param>
    /// <exception cref="InputException">An address is not loopback without leave.</exception>
    void Connect(IReadOnlyList<Endpoint> endpoints);

    /// <summary>A ref to an actor of another node, whether it is connected now or not.</summary>
    /// <param name="peer">The node.</param>
    /// <param name="path">The actor's path there.</param>
    IActorRef RefTo(NodeId peer, string path);

    /// <summary>
    /// Sends over the connection that the peer has now; without one, or at the bound of its outbox, the message becomes
    /// a dead letter here. Never blocks. The transport releases the payload in every case.
    /// </summary>
    /// <param name="peer">The node.</param>
    /// <param name="envelope">What.</param>
    /// <param name="sender">For the dead letter: who sends; null for nobody.</param>
    void Send(NodeId peer, Envelope envelope, IActorRef? sender);

    /// <summary>Makes a dead letter of what cannot be sent, and releases its payload.</summary>
    /// <param name="peer">Whom it was for.</param>
    /// <param name="envelope">What.</param>
    /// <param name="sender">Who sends; null for nobody.</param>
    void Bury(NodeId peer, Envelope envelope, IActorRef? sender);

    /// <summary>
    /// The number of the connection that a peer has: another one after each reconnection, 0 without one.
    /// </summary>
    /// <param name="peer">The node.</param>
    long ConnectionOf(NodeId peer);

    /// <summary>Closes the connection to a peer. The side that dialled dials again.</summary>
    /// <param name="peer">The node; nothing happens if it is not connected.</param>
    /// <param name="reason">One sentence, for this side's <see cref="Events.PeerLost"/>.</param>
    void Disconnect(NodeId peer, string reason);

    /// <summary>Tells a watcher Terminated when the peer's connection is gone, or now if there is none.</summary>
    /// <param name="target">The ref that is watched.</param>
    /// <param name="watcher">Who watches.</param>
    void Watch(RemoteRef target, IActorRef watcher);

    /// <summary>Undoes <see cref="Watch"/>.</summary>
    /// <param name="target">The ref that was watched.</param>
    /// <param name="watcher">Who watched.</param>
    void Unwatch(RemoteRef target, IActorRef watcher);
}
