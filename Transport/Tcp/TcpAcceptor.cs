using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Links;

namespace RnnCluster.Transport.Tcp;

/// <summary>
/// The side that listens: who knocks, whether it is let in, and which bulk connection belongs to which control
/// connection. A peer's control connection comes first and is welcome before its bulk connection is dialled.
/// </summary>
internal sealed class TcpAcceptor(TransportHost host, LinkTable links, TcpLinks running, CancellationToken stopping)
{
    /// <summary>What is read and thrown away from somebody who was refused, so that it reads the reason.</summary>
    private const int DrainedBytesMax = 64 * 1024;

    /// <summary>When nobody can be let in for want of descriptors, the next try is after this.</summary>
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly HalfOpenTable halfOpen = new();
    private readonly Lock gate = new();
    private readonly Dictionary<NodeId, PendingPeer> pending = [];

    public async Task AcceptLoopAsync(Socket listener)
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(stopping).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // Whoever knocked was gone before it was let in, or this process has no descriptor left. The next one
                // waits in the listener's queue.
                host.Events.Tell(new StrangerTurnedAway("?", exception.Message));
                if (!await PauseAsync().ConfigureAwait(false))
                {
                    return;
                }

                continue;
            }

            _ = ServeAsync(socket);
        }
    }

    /// <summary>A socket for IPv6 and IPv4 writes an IPv4 address as an IPv6 one.</summary>
    private static string NameOf(EndPoint? remote) => remote switch
    {
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped =>
            new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port).ToString(),
        null => "?",
        _ => remote.ToString() ?? "?",
    };

    private async Task<bool> PauseAsync()
    {
        Task pause = Task.Delay(AcceptPause, host.Time, stopping);
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return pause.IsCompletedSuccessfully;
    }

    /// <summary>Leads one connection through its handshake, and never throws.</summary>
    private async Task ServeAsync(Socket socket)
    {
        string remote = NameOf(socket.RemoteEndPoint);
        using var patience = new CancellationTokenSource(host.Options.HandshakeTimeout, host.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping);
        var connection = new HalfOpen((socket.RemoteEndPoint as IPEndPoint)?.Address, patience);
        halfOpen.Enter(connection);
        TcpLink? link = null;
        Hello? hello = null;
        string? failure = null;
        try
        {
            (link, hello) = await ShakeHandsAsync(socket, connection, remote, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (TcpLinks.IsEndOfAttempt(exception))
        {
            failure = ReasonOf(exception, connection);
        }
        finally
        {
            halfOpen.Leave(connection);
        }

        if (link is not null)
        {
            await running.RunAsync(link, hello!.Run, hello).ConfigureAwait(false);
        }
        else if (failure is not null && !stopping.IsCancellationRequested)
        {
            host.Events.Tell(new StrangerTurnedAway(remote, failure));
        }
    }

    private string ReasonOf(Exception exception, HalfOpen connection) => exception switch
    {
        _ when connection.Displaced is { } reason => reason,
        _ when connection.IsOver =>
            $"no complete handshake within {host.Options.HandshakeTimeout.TotalSeconds} s",
        OperationCanceledException => "the node dialled anew before its bulk connection came",
        _ => exception.Message,
    };

    /// <returns>
    /// The peer that this connection completes; no link if it was refused, or belongs to another one.
    /// </returns>
    private async Task<(TcpLink? Link, Hello? Hello)> ShakeHandsAsync(
        Socket socket, HalfOpen self, string remote, CancellationToken cancellation)
    {
        TcpConnection? connection = null;
        try
        {
            socket.NoDelay = true;
            connection = await TcpLinks.OpenAsync(socket, ConnectionKind.Control, isDialler: false, host, cancellation)
                .ConfigureAwait(false);
            Hello hello = await connection.ReadGreetingAsync(cancellation).ConfigureAwait(false) as Hello
                ?? throw new ProtocolException("handshake: a hello expected, another message found");

            halfOpen.Greet(self);
            TcpLink? link = null;
            if (links.Judge(hello, PendingOf(hello.Node)) is { } reason)
            {
                host.Events.Tell(new StrangerTurnedAway(remote, reason));
                await connection.GreetAsync(new Refused(reason), cancellation).ConfigureAwait(false);
                connection.EndWriting();
                await connection.DrainAsync(DrainedBytesMax, cancellation).ConfigureAwait(false);
            }
            else if (hello.Kind == ConnectionKind.Bulk)
            {
                HandOver(connection, hello);
                connection = null;
            }
            else
            {
                link = await WelcomeAsync(connection, hello, cancellation).ConfigureAwait(false);
                connection = null;
            }

            return (link, hello);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private long? PendingOf(NodeId node)
    {
        lock (gate)
        {
            return pending.GetValueOrDefault(node)?.Hello.Incarnation;
        }
    }

    private void HandOver(TcpConnection bulk, Hello hello)
    {
        PendingPeer? peer;
        lock (gate)
        {
            peer = pending.GetValueOrDefault(hello.Node);
        }

        bulk.BecomeBulk();
        if (peer is null || peer.Hello.Incarnation != hello.Incarnation || !peer.TryComplete(bulk))
        {
            // Not a refusal, which would be final: the control connection may just have timed out.
            throw new ProtocolException(
                $"handshake: the bulk connection of node '{hello.Node}' has no control connection that waits for it");
        }
    }

    private async Task<TcpLink> WelcomeAsync(TcpConnection control, Hello hello, CancellationToken cancellation)
    {
        var peer = new PendingPeer(hello);
        lock (gate)
        {
            pending.GetValueOrDefault(hello.Node)?.Cancel();
            pending[hello.Node] = peer;
        }

        TcpConnection? bulk = null;
        try
        {
            await control.GreetAsync(links.Identity.ToWelcome(), cancellation).ConfigureAwait(false);
            bulk = await peer.WaitAsync(cancellation).ConfigureAwait(false);
            await bulk.GreetAsync(links.Identity.ToWelcome(), cancellation).ConfigureAwait(false);
            return new TcpLink(hello.Node, hello.Incarnation, control, bulk, host.Time);
        }
        catch
        {
            bulk?.Dispose();
            throw;
        }
        finally
        {
            lock (gate)
            {
                if (pending.GetValueOrDefault(hello.Node) == peer)
                {
                    pending.Remove(hello.Node);
                }
            }
        }
    }
}
