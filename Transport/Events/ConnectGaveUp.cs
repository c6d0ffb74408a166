namespace RnnCluster.Transport.Events;

/// <summary>
/// Nobody could be reached at any address for the time that the options give. Nothing is dialled again.
/// </summary>
/// <param name="Endpoints">The addresses.</param>
/// <param name="After">How long it was tried.</param>
/// <param name="Reason">Why the last attempt failed, one sentence for a person.</param>
public sealed record ConnectGaveUp(IReadOnlyList<Endpoint> Endpoints, TimeSpan After, string Reason) : TransportEvent;
