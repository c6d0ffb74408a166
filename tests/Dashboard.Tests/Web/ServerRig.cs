using System.Net.Http.Json;
using System.Text.Json;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Protocol.Events;
using RnnCluster.Transport;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>A dashboard on a real socket, of a run whose events the test publishes.</summary>
internal sealed class ServerRig : IAsyncDisposable
{
    /// <summary>No test that passes waits for long; this is far above the hiccups of a busy machine.</summary>
    public static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    public const string Token = "a-token-of-the-tests";

    private ServerRig(ActorSystem system, DashboardServer server, MemoryStorage storage)
    {
        System = system;
        Server = server;
        Storage = storage;
        Client = NewClient();
    }

    public ActorSystem System { get; }

    public DashboardServer Server { get; }

    public MemoryStorage Storage { get; }

    /// <summary>Without token or cookies.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts one; its clients reach it by 127.0.0.1 whatever it listens on.</summary>
    public static async Task<ServerRig> Start(
        string host = "127.0.0.1",
        RunDescription? run = null,
        MemoryStorage? storage = null,
        Func<DashboardSetup, DashboardSetup>? change = null)
    {
        storage ??= new MemoryStorage();
        var system = ActorSystems.Create("test", new ActorSystemOptions { Time = TimeProvider.System });
        IActorRef coordinator = system.ActorOf(ActorProps.Of(() => new FakeCoordinator()), "coordinator");
        var setup = new DashboardSetup
        {
            System = system,
            Coordinator = coordinator,
            Run = run ?? Example.Run(),
            Storage = storage,
            Listen = new Endpoint(host, 0),
            Token = Token,
            Time = TimeProvider.System,
        };
        return new ServerRig(system, await DashboardServer.StartAsync(change?.Invoke(setup) ?? setup), storage);
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{Server.Listening.Port}"),
        Timeout = WaitMax,
    };

    public void Publish(params RunEvent[] events)
    {
        foreach (RunEvent happened in events)
        {
            System.EventStream.Publish(happened);
        }
    }

    public async Task<JsonElement> Get(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public HttpRequestMessage Request(
        string method,
        string path,
        string? token = null,
        object? body = null,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        await System.Terminate();
    }
}
