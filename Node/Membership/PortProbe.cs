using System.Net.Sockets;
using RnnCluster.Transport;

namespace RnnCluster.Node.Membership;

/// <summary>
/// Asks a machine whether a process is at a port. A refusal is the machine's own word and comes at once; silence is the
/// network's and says nothing. Several in a row, because a process that restarts its listener refuses for a moment.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="refusals">How many refusals in a row.</param>
/// <param name="interval">The wait between two of them.</param>
internal sealed class PortProbe(TimeProvider time, int refusals, TimeSpan interval)
{
    /// <summary>A machine that answers does so within a small part of it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether every connection was refused.</summary>
    /// <param name="endpoint">The port.</param>
    public async Task<bool> IsDeadAsync(Endpoint endpoint)
    {
        for (int refusal = 0; refusal < refusals; refusal++)
        {
            if (refusal > 0)
            {
                await Task.Delay(interval, time).ConfigureAwait(false);
            }

            if (!await IsRefusedAsync(endpoint).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> IsRefusedAsync(Endpoint endpoint)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, patience.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
