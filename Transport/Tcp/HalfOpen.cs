using System.Net;

namespace RnnCluster.Transport.Tcp;

/// <summary>A connection between accept and the end of its handshake.</summary>
/// <param name="address">Where it comes from; null if the system does not say.</param>
/// <param name="patience">Ends the handshake; its owner disposes of it after the handshake.</param>
internal sealed class HalfOpen(IPAddress? address, CancellationTokenSource patience)
{
    public IPAddress? Address => address;

    /// <summary>Whether its time is over, or another connection needed its place.</summary>
    public bool IsOver => patience.IsCancellationRequested;

    /// <summary>Why it was closed in favour of another one; null if it was not.</summary>
    public string? Displaced { get; private set; }

    /// <summary>Ends the handshake on another thread, because the caller holds a lock.</summary>
    public void Displace(string reason)
    {
        Displaced = reason;
        _ = patience.CancelAsync();
    }
}
