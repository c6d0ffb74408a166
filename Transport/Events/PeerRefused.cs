namespace RnnCluster.Transport.Events;

/// <summary>The node that was dialled does not let this one in. It is final: nothing is dialled again.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Reason">Its sentence.</param>
public sealed record PeerRefused(Endpoint Endpoint, string Reason) : TransportEvent;
