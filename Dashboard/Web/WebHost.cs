using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RnnCluster.Dashboard.Access;
using RnnCluster.Dashboard.Shelf;
using RnnCluster.Shared;
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

    /// <summary>Whoever watches has been told the end; longer nobody waits for a slow one.</summary>
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource stopping = new();
    private readonly ConnectionSeats seats = new(ConnectionsMax);
    private readonly ControlRoutes controls;
    private readonly WebApplication app;

    private WebHost(DashboardSetup setup, Desk desk, RunShelf shelf, AccessToken token, Endpoint listen, IPAddress at)
    {
        IsReadingOpen = IPAddress.IsLoopback(at);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = Answers.BodyMaxBytes;
            options.Limits.RequestHeadersTimeout = HeadersMax;
            options.Listen(at, listen.Port, one =>
            {
                one.Protocols = HttpProtocols.Http1;
                one.Use(next => connection => Seated(next, connection));
            });
        });
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
        var pipeline = new Pipeline(gate, desk, IsReadingOpen ? at.ToString() : null);
        app.Use(pipeline.Guard);
        RouteTable.Map(app, Routes, pipeline.Serve);
        Listening = listen;
    }

    public Endpoint Listening { get; private set; }

    public bool IsReadingOpen { get; }

    public IReadOnlyList<Route> Routes { get; }

    /// <summary>Listens.</summary>
    /// <exception cref="InputException">The address cannot be used.</exception>
    public static async Task<WebHost> StartAsync(
        DashboardSetup setup, Desk desk, RunShelf shelf, AccessToken token, CancellationToken cancellation)
    {
        Endpoint first = setup.Listen ?? new Endpoint(IPAddress.Loopback.ToString(), DashboardServer.PortDefault);
        IPAddress at = await Resolve(first, cancellation).ConfigureAwait(false);
        int tries = setup.Listen is null ? PortsMax + 1 : 1;
        for (int index = 0; index < tries; index++)
        {
            var host = new WebHost(setup, desk, shelf, token, first with { Port = first.Port + index }, at);
            try
            {
                await host.app.StartAsync(cancellation).ConfigureAwait(false);
                host.Listening = host.Listening with { Port = new Uri(host.app.Urls.First()).Port };
                return host;
            }
            catch (Exception fault) when (fault is IOException or SocketException)
            {
                await host.DisposeAsync().ConfigureAwait(false);
                if (fault is not IOException { InnerException: AddressInUseException } || tries == 1)
                {
                    throw new InputException($"the dashboard cannot listen on {first}: {Reason(fault)}", fault);
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

    private static string Reason(Exception fault) => fault.InnerException is AddressInUseException
        ? "another program listens there"
        : fault.InnerException?.Message ?? fault.Message;

    private static async Task<IPAddress> Resolve(Endpoint endpoint, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(endpoint.Host, out IPAddress? address))
        {
            return address;
        }

        if (string.Equals(endpoint.Host, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return IPAddress.Loopback;
        }

        try
        {
            IPAddress[] all = await Dns.GetHostAddressesAsync(endpoint.Host, cancellation).ConfigureAwait(false);
            return all.FirstOrDefault(found => found.AddressFamily == AddressFamily.InterNetwork)
                ?? all.FirstOrDefault()
                ?? throw new InputException($"the dashboard cannot listen on {endpoint}: the name has no address");
        }
        catch (SocketException fault)
        {
            throw new InputException($"the dashboard cannot listen on {endpoint}: {fault.Message}", fault);
        }
    }

    /// <summary>The host's own lifetime would take SIGINT and SIGTERM from the command line.</summary>
    private sealed class QuietLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
