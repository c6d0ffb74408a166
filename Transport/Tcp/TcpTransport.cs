using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using RnnCluster.Shared;
using RnnCluster.Transport.Dialing;
using RnnCluster.Transport.Links;
using Envelope = RnnCluster.Protocol.Wire.Envelope;

namespace RnnCluster.Transport.Tcp;

/// <summary>
/// Nodes over TCP. A peer has two connections, for control and for bulk, each with its own socket and loops: a gradient
/// of 100 MB never stands before a heartbeat.
/// </summary>
public sealed class TcpTransport : ITransport
{
    /// <summary>
    /// Connections that the machine keeps for this node before it takes them: twice those that may be silent.
    /// </summary>
    private const int Backlog = 2 * TransportOptions.SilentMax;

    private readonly TransportHost host;
    private readonly LinkTable links;
    private readonly TcpLinks running;
    private readonly TcpAcceptor acceptor;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly List<Socket> listeners = [];
    private readonly List<Dialer> dialers = [];
    private bool isDisposed;

    /// <summary>Creates a transport without connections.</summary>
    /// <param name="host">What it connects.</param>
    public TcpTransport(TransportHost host)
    {
        Ensure.That(NodeId.IsName(host.Identity.Node.Name));
        this.host = host;
        links = new LinkTable(host, this);
        running = new TcpLinks(links, this);
        acceptor = new TcpAcceptor(host, links, running, stopping.Token);
        Outermost = this;
    }

    /// <inheritdoc/>
    public NodeId Node => host.Identity.Node;

    /// <inheritdoc/>
    public RunId? Run
    {
        get => links.Identity.Run;
        set => links.Identity = links.Identity with { Run = value };
    }

    /// <inheritdoc/>
    public ITransport Outermost { get; set; }

    /// <summary>Finds a mistake in an address before anything else is begun: binds to it, and lets it go.</summary>
    /// <param name="endpoint">Where somebody will listen.</param>
    /// <param name="options">How.</param>
    /// <exception cref="InputException">As <see cref="Listen"/>.</exception>
    public static void EnsureCanListen(Endpoint endpoint, TransportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.EnsureAllowed(endpoint);
        DisposeOf(ListenSockets.Bind(endpoint));
    }

    /// <inheritdoc/>
    public Endpoint Listen(Endpoint endpoint)
    {
        host.Options.EnsureAllowed(endpoint);
        IReadOnlyList<Socket> bound = ListenSockets.Bind(endpoint);
        lock (gate)
        {
            if (isDisposed)
            {
                DisposeOf(bound);
                throw new ObjectDisposedException(nameof(TcpTransport));
            }

            listeners.AddRange(bound);
        }

        TakeIn(endpoint, bound);
        return endpoint with { Port = ((IPEndPoint)bound[0].LocalEndPoint!).Port };
    }

    /// <inheritdoc/>
    public void Connect(IReadOnlyList<Endpoint> endpoints)
    {
        foreach (Endpoint endpoint in endpoints)
        {
            host.Options.EnsureAllowed(endpoint);
        }

        var dialer = new Dialer(
            endpoints,
            host.Options,
            Node,
            host.Time,
            (self, endpoint) => _ = AttemptAsync(self, endpoint),
            transportEvent => host.Events.Tell(transportEvent));
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            dialers.Add(dialer);
        }

        dialer.Begin();
    }

    /// <inheritdoc/>
    public IActorRef RefTo(NodeId peer, string path) =>
        peer == Node ? links.Resolve(path) : new RemoteRef(Outermost, host.System, peer, path);

    /// <inheritdoc/>
    public void Send(NodeId peer, Envelope envelope, IActorRef? sender) => links.Send(peer, envelope, sender);

    /// <inheritdoc/>
    public void Bury(NodeId peer, Envelope envelope, IActorRef? sender) => links.Bury(peer, envelope, sender);

    /// <inheritdoc/>
    public long ConnectionOf(NodeId peer) => links.NumberOf(peer);

    /// <inheritdoc/>
    public void Disconnect(NodeId peer, string reason) => links.Find(peer)?.Close(reason);

    /// <inheritdoc/>
    public void Watch(RemoteRef target, IActorRef watcher) => links.Watch(target, watcher);

    /// <inheritdoc/>
    public void Unwatch(RemoteRef target, IActorRef watcher) => links.Unwatch(target, watcher);

    /// <summary>
    /// Lets nobody in and dials nobody any more, sends what waits, and closes: it takes no longer than a second even if
    /// a peer does not read.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            if (isDisposed)
            {
                return;
            }

            isDisposed = true;
        }

        dialers.ForEach(dialer => dialer.Dispose());
        await stopping.CancelAsync().ConfigureAwait(false);
        listeners.ForEach(listener => listener.Dispose());
        await running.StopAsync().ConfigureAwait(false);
    }

    private static void DisposeOf(IReadOnlyList<Socket> sockets)
    {
        foreach (Socket socket in sockets)
        {
            socket.Dispose();
        }
    }

    private void TakeIn(Endpoint endpoint, IReadOnlyList<Socket> bound)
    {
        foreach (Socket socket in bound)
        {
            try
            {
                socket.Listen(Backlog);
            }
            catch (SocketException fault)
            {
                // Another program may listen at a port that both of us could bind to.
                throw ListenSockets.MistakeOf(endpoint, fault);
            }

            _ = acceptor.AcceptLoopAsync(socket);
        }
    }

    private async Task AttemptAsync(Dialer dialer, Endpoint endpoint)
    {
        using var patience = new CancellationTokenSource(host.Options.HandshakeTimeout, host.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stopping.Token);
        TcpAttempt attempt;
        try
        {
            attempt = await TcpAttempt.MakeAsync(endpoint, host, links, linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (TcpLinks.IsEndOfAttempt(exception))
        {
            dialer.OnFailed(patience.IsCancellationRequested
                ? $"no answer within {host.Options.HandshakeTimeout.TotalSeconds} s"
                : exception.Message);
            return;
        }

        if (attempt.Link is null)
        {
            dialer.OnRefused(attempt.Refusal!);
            return;
        }

        dialer.OnConnected();
        await running.RunAsync(attempt.Link, attempt.Welcome!.Run, hello: null).ConfigureAwait(false);
        dialer.OnLost();
    }
}
