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
            IPAddress[] addresses = IPAddress.TryParse(endpoint.Host, out IPAddress? address)
                ? [address]
                : await Dns.GetHostAddressesAsync(endpoint.Host, cancellation).ConfigureAwait(false);
            Socket socket = await ConnectAsync(
                [.. addresses.Select(one => new IPEndPoint(one, endpoint.Port))],
                host.Options.HandshakeTimeout,
                host.Time,
                cancellation).ConfigureAwait(false);

            // A name may stand for several machines: both connections go to the one that answered.
            var answered = (IPEndPoint)socket.RemoteEndPoint!;
            control = await TcpLinks.OpenAsync(socket, ConnectionKind.Control, isDialler: true, host, cancellation)
                .ConfigureAwait(false);
            Message answer = await AskAsync(control, links, cancellation).ConfigureAwait(false);
            if (answer is not Welcome welcome)
            {
                return RefusedBy(answer);
            }

            socket = await ConnectAsync(answered, cancellation).ConfigureAwait(false);
            bulk = await TcpLinks.OpenAsync(socket, ConnectionKind.Bulk, isDialler: true, host, cancellation)
                .ConfigureAwait(false);
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

    /// <summary>
    /// Connects to the first address that answers. Each but the last gets its share of the time: one that swallows
    /// packets does not keep the others from being tried.
    /// </summary>
    /// <param name="addresses">The addresses of a name, in the resolver's order.</param>
    /// <param name="patience">The time for all of them.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    internal static async Task<Socket> ConnectAsync(
        IReadOnlyList<IPEndPoint> addresses, TimeSpan patience, TimeProvider time, CancellationToken cancellation)
    {
        for (int index = 0; index < addresses.Count - 1; index++)
        {
            using var share = new CancellationTokenSource(patience / addresses.Count, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellation);
            try
            {
                return await ConnectAsync(addresses[index], linked.Token).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // The next one.
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Its share of the time is over.
            }
        }

        return addresses.Count > 0
            ? await ConnectAsync(addresses[^1], cancellation).ConfigureAwait(false)
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellation).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Message> AskAsync(
        TcpConnection connection, LinkTable links, CancellationToken cancellation)
    {
        await connection.GreetAsync(links.Identity.ToHello(connection.Kind), cancellation).ConfigureAwait(false);
        return await connection.ReadGreetingAsync(cancellation).ConfigureAwait(false);
    }
}
