using RnnCluster.Shared;

namespace RnnCluster.Transport.Events;

/// <summary>
/// A connection is gone. Told after everything that came over it; what was under way to the peer may or may not have
/// arrived.
/// </summary>
/// <param name="Peer">Its name.</param>
/// <param name="Incarnation">Which start of it.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="IsDamaged">Whether a frame whose head came damaged ended it, at this side.</param>
public sealed record PeerLost(NodeId Peer, long Incarnation, string Reason, bool IsDamaged = false) : TransportEvent;
