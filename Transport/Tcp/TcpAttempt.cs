using System.Net;
using System.Net.Sockets;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Transport.Links;

namespace RnnCluster.Transport.Tcp;

/// <summary>How one attempt to reach a peer ended: with a link and the peer's welcome, or with its refusal.</summary>
internal sealed record TcpAttempt(TcpLink? Link, Welcome? Welcome, string? Refusal)
{
    /// <summary>Dials: control first, and bulk when control is welcome.</summary>
    /// <exception cref="Exception">One of those that <see cref="TcpLinks.IsEndOfAttempt"/> knows.</exception>
    public static async Task<TcpAttempt> MakeAsync(
        Endpoint endpoint, TransportHost host, LinkTable links, CancellationToken cancellation)
    {
        TcpConnection? control = null;
        TcpConnection? bulk = null;
        try
        {
            control = await DialAsync(endpoint, ConnectionKind.Control, host, cancellation).ConfigureAwait(false);
            Message answer = await AskAsync(control, links, cancellation).ConfigureAwait(false);
            if (answer is not Welcome welcome)
            {
                return RefusedBy(answer);
            }

            bulk = await DialAsync(endpoint, ConnectionKind.Bulk, host, cancellation).ConfigureAwait(false);
            answer = await AskAsync(bulk, links, cancellation).ConfigureAwait(false);
            if (answer is not Welcome second)
            {
                return RefusedBy(answer);
            }

            if ((second.Node, second.Incarnation) != (welcome.Node, welcome.Incarnation))
            {
                throw new ProtocolException(
                    $"handshake: node '{welcome.Node}' answers at first and node '{second.Node}' then");
            }

            bulk.OfferSharedMemory();
            var link = new TcpLink(welcome.Node, welcome.Incarnation, control, bulk, host.Time);
            (control, bulk) = (null, null);
            return new TcpAttempt(link, welcome, null);
        }
        finally
        {
            control?.Dispose();
            bulk?.Dispose();
        }
    }

    private static TcpAttempt RefusedBy(Message answer) => answer is Refused refused
        ? new TcpAttempt(null, null, refused.Reason)
        : throw new ProtocolException("handshake: a welcome expected, another message found");

    private static async Task<TcpConnection> DialAsync(
        Endpoint endpoint, ConnectionKind kind, TransportHost host, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            EndPoint address = IPAddress.TryParse(endpoint.Host, out IPAddress? ip)
                ? new IPEndPoint(ip, endpoint.Port)
                : new DnsEndPoint(endpoint.Host, endpoint.Port);
            await socket.ConnectAsync(address, cancellation).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return await TcpLinks.OpenAsync(socket, kind, isDialler: true, host, cancellation).ConfigureAwait(false);
    }

    private static async Task<Message> AskAsync(
        TcpConnection connection, LinkTable links, CancellationToken cancellation)
    {
        await connection.GreetAsync(links.Identity.ToHello(connection.Kind), cancellation).ConfigureAwait(false);
        return await connection.ReadGreetingAsync(cancellation).ConfigureAwait(false);
    }
}
