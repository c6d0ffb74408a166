using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Shelf;
using RnnCluster.Shared;
using RnnCluster.Transport;
using Endpoint = RnnCluster.Transport.Endpoint;

namespace RnnCluster.Dashboard.Web;

/// <summary>
/// Kestrel with the dashboard's routes and nothing else: it reads no configuration, no environment, writes no log, and
/// leaves the process's signals alone.
/// </summary>
internal sealed class WebHost : IAsyncDisposable
{
    /// <summary>How many ports above the default are tried.</summary>
    internal const int PortsMax = 100;

    /// <summary>
    /// Twice the watchers: a browser that watches asks over a second connection. At the bound the connection that asked
    /// longest ago is closed for the new one.
    /// </summary>
    public const int ConnectionsMax = 2 * StreamRoute.WatchersMax;

    /// <summary>A request is sent within milliseconds; a client that takes longer wastes a connection.</summary>
    private static readonly TimeSpan HeadersMax = TimeSpan.FromSeconds(10);

    /// <summary>Watchers already have the run's end. A slow one delays the stop by at most this.</summary>
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConnectionSeats seats = new(ConnectionsMax);
    private readonly ControlRoutes controls;
    private readonly WebApplication app;

    private WebHost(
        DashboardSetup setup,
        Desk desk,
        RunShelf shelf,
        AccessToken token,
        Endpoint listen,
        IReadOnlyList<Socket> sockets)
    {
        IPEndPoint[] bound = [.. sockets.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];
        IsReadingOpen = bound.All(address => IPAddress.IsLoopback(address.Address));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = Answers.BodyMaxBytes;
            options.Limits.RequestHeadersTimeout = HeadersMax;
            foreach (IPEndPoint address in bound)
            {
                options.Listen(address, one =>
                {
                    one.Protocols = HttpProtocols.Http1;
                    one.Use(next => connection => Seated(next, connection));
                });
            }
        });
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = wanted =>
            sockets[Array.FindIndex(bound, address => address.Equals(wanted))]);
        app = builder.Build();
        var gate = new AccessGate(token, IsReadingOpen, setup.Time);
        controls = new ControlRoutes(desk, setup.Storage);
        Routes =
        [
            .. new ReadRoutes(desk, new ActorBoard(setup.System, setup.Time), shelf).All,
            new StreamRoute(desk, setup.Time, stopping.Token).Route,
            .. new SessionRoutes(gate).All,
            .. controls.All,
            .. new HealthRoutes(desk, setup.Metrics).All,
            .. new PageFiles(typeof(WebHost).Assembly).All,
        ];
        var pipeline = new Pipeline(gate, desk, IsReadingOpen ? bound[0].Address.ToString() : null);
        app.Use(pipeline.Guard);
        RouteTable.Map(app, Routes, pipeline.Serve);
        Listening = listen with { Port = bound[0].Port };
    }

    public Endpoint Listening { get; }

    public bool IsReadingOpen { get; }

    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Listens.</summary>
    /// <exception cref="InputException">The address cannot be used.</exception>
    public static async Task<WebHost> StartAsync(
        DashboardSetup setup, Desk desk, RunShelf shelf, AccessToken token, CancellationToken cancellation)
    {
        Endpoint first = setup.Listen ?? new Endpoint(IPAddress.Loopback.ToString(), DashboardServer.PortDefault);
        int tries = setup.Listen is null ? PortsMax + 1 : 1;
        for (int index = 0; index < tries; index++)
        {
            Endpoint listen = first with { Port = first.Port + index };
            IReadOnlyList<Socket> sockets;
            try
            {
                // Asking for the addresses of a name takes as long as the network likes.
                sockets = await Task.Run(() => ListenSockets.Bind(listen), cancellation).ConfigureAwait(false);
            }
            catch (InputException fault) when (tries > 1 && IsInUse(fault.InnerException))
            {
                continue;
            }
            catch (InputException fault)
            {
                throw new InputException($"the dashboard cannot listen on {first}: {fault.Message}", fault);
            }

            var host = new WebHost(setup, desk, shelf, token, listen, sockets);
            try
            {
                await host.app.StartAsync(cancellation).ConfigureAwait(false);
                return host;
            }
            catch (Exception fault) when (fault is IOException or SocketException)
            {
                await host.DisposeAsync().ConfigureAwait(false);
                foreach (Socket socket in sockets)
                {
                    socket.Dispose();
                }

                if (tries == 1 || !IsInUse(fault))
                {
                    throw new InputException($"the dashboard cannot listen on {first}: {fault.Message}", fault);
                }
            }
        }

        throw new InputException(
            $"the dashboard cannot listen on {first} nor on one of the {PortsMax} ports above: all are in use; "
            + "choose one with --dashboard HOST:PORT");
    }

    public async ValueTask DisposeAsync()
    {
        using (var patience = new CancellationTokenSource(StopMax))
        {
            try
            {
                await app.StopAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // A connection that takes nothing is cut.
            }
        }

        await stopping.CancelAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        controls.Dispose();
        stopping.Dispose();
    }

    private async Task Seated(ConnectionDelegate next, ConnectionContext connection)
    {
        using (seats.Take(connection))
        {
            await next(connection).ConfigureAwait(false);
        }
    }

    private static bool IsInUse(Exception? fault) =>
        fault is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
            or IOException { InnerException: AddressInUseException };

    /// <summary>The host's own lifetime would take SIGINT and SIGTERM from the command line.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
