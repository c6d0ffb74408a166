namespace RnnCluster.Transport.Events;

/// <summary>Nobody could be reached at an address. Dialling goes on.</summary>
/// <param name="Endpoint">The address.</param>
/// <param name="Reason">One sentence for a person.</param>
/// <param name="RetryIn">When the next address is dialled; zero for at once.</param>
public sealed record ConnectFailed(Endpoint Endpoint, string Reason, TimeSpan RetryIn) : TransportEvent;
