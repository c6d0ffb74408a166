using Akka.Actor;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Transport.Events;

/// <summary>A peer can be talked to. Told before anything that the peer says.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="Incarnation">Which start of it.</param>
/// <param name="Run">Its run; null if it has none.</param>
/// <param name="Hello">What it said about itself, if it dialled; null if this node did.</param>
/// <param name="RefTo">Makes a ref to an actor of the peer from the actor's path.</param>
public sealed record PeerConnected(
    NodeId Peer, long Incarnation, RunId? Run, Hello? Hello, Func<string, IActorRef> RefTo) : TransportEvent;
