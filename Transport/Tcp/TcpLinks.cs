using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Links;

namespace RnnCluster.Transport.Tcp;

/// <summary>The life of links, whoever dialled: a newer one takes the place of an older one of the same peer.</summary>
[SuppressMessage(
    "Reliability", "CA1001", Justification = "The semaphore has no handle, and attempts may outlive the transport.")]
internal sealed class TcpLinks(LinkTable links, ITransport transport)
{
    // One link at a time is opened, so that "the old one has ended" and "the new one is there" are one step.
    private readonly SemaphoreSlim opening = new(1);
    private bool isStopped;

    /// <summary>Whether an attempt ended as attempts may end; anything else is a bug.</summary>
    public static bool IsEndOfAttempt(Exception exception) => exception
        is IOException or SocketException or ObjectDisposedException or ProtocolException
        or OperationCanceledException or System.Security.Authentication.AuthenticationException;

    /// <summary>Makes a connection of a socket, which it takes in every case.</summary>
    public static async Task<TcpConnection> OpenAsync(
        Socket socket, ConnectionKind kind, bool isDialler, TransportHost host, CancellationToken cancellation)
    {
        try
        {
            // The one place where TLS will stand between the socket and the frames.
            Stream stream = await host.Options
                .Secure(new NetworkStream(socket, ownsSocket: true), isDialler, cancellation)
                .ConfigureAwait(false);
            return new TcpConnection(socket, stream, kind, isDialler, host.Pool, host.Options);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Tells that a peer is connected, and runs its link to its end.</summary>
    /// <param name="link">The link, from now on this method's.</param>
    /// <param name="run">The peer's run.</param>
    /// <param name="hello">What the peer said, if it dialled.</param>
    public async Task RunAsync(TcpLink link, RunId? run, Hello? hello)
    {
        await opening.WaitAsync().ConfigureAwait(false);
        try
        {
            if (isStopped)
            {
                link.Abandon();
                return;
            }

            if (links.Find(link.Peer) is TcpLink old)
            {
                old.Close("the peer connected anew");
                await old.Ended.ConfigureAwait(false);
            }

            links.Open(link, run, hello, transport.Outermost);
        }
        finally
        {
            opening.Release();
        }

        await link.RunAsync(
            envelope => links.Deliver(link.Peer, envelope, transport.Outermost),
            reason => links.Close(link, reason, link.IsDamaged)).ConfigureAwait(false);
    }

    /// <summary>Opens no link any more, sends what waits, and closes all.</summary>
    public async Task StopAsync()
    {
        await opening.WaitAsync().ConfigureAwait(false);
        isStopped = true;
        opening.Release();
        await Task.WhenAll(links.All.Select(link => ((TcpLink)link).LingerAsync("this node closed the connection")))
            .ConfigureAwait(false);
    }
}
