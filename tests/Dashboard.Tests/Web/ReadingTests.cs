using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RnnCluster.Dashboard.Web;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>What there is to read, over real sockets.</summary>
public sealed class ReadingTests
{
    [Fact]
    public async Task TheCurrentRunIsWhereItsEventsLeftIt()
    {
        await using ServerRig rig = await ServerRig.Start();
        rig.Publish(
            Example.Joined(Example.Anna, isLocal: true),
            Example.Changed(Example.Anna, MemberState.Up),
            Example.Joined(Example.Bert),
            Example.Changed(Example.Bert, MemberState.Up),
            Example.Plan(),
            Example.Step(1, loss: 3),
            Example.Step(2, loss: 2.5));

        JsonElement snapshot = await rig.Get("/api/runs/current");

        Assert.Equal("example", snapshot.GetProperty("run").GetProperty("name").GetString());
        Assert.Equal(8, snapshot.GetProperty("run").GetProperty("spec").GetProperty("training")
            .GetProperty("batch").GetInt32());
        JsonElement status = snapshot.GetProperty("status");
        Assert.Equal("running", status.GetProperty("state").GetString());
        Assert.Equal(2, status.GetProperty("step").GetInt64());
        Assert.Equal(2.5, status.GetProperty("loss").GetDouble());
        Assert.Equal(2, status.GetProperty("workersUp").GetInt32());
        Assert.Equal(
            ["coordinator+worker", "worker"],
            snapshot.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("role").GetString()));
        Assert.Equal(
            ["anna", "anna", "anna", "anna", "bert", "bert", "bert", "bert"],
            snapshot.GetProperty("plan").GetProperty("owners").EnumerateArray().Select(owner => owner.GetString()));
    }

    [Fact]
    public async Task ANumberThatIsNotFiniteIsAText()
    {
        await using ServerRig rig = await ServerRig.Start();
        rig.Publish(Example.Step(1), new RunValidated(new Step(1), double.PositiveInfinity, TimeSpan.FromSeconds(1)));

        JsonElement status = (await rig.Get("/api/runs/current")).GetProperty("status");
        JsonElement series = (await rig.Get("/api/series?names=validationLoss")).GetProperty("series");

        Assert.Equal("Infinity", status.GetProperty("validationLoss").GetString());
        Assert.Equal("Infinity", series.GetProperty("validationLoss").GetProperty("max")[0].GetString());
    }

    [Fact]
    public async Task ASeriesHasTheRowsThatWereAskedFor()
    {
        await using ServerRig rig = await ServerRig.Start();
        rig.Publish([.. Enumerable.Range(1, 100).Select(step => Example.Step(step, loss: step))]);

        JsonElement answer = await rig.Get("/api/series?names=loss,duration&from=11&to=50&points=10");

        JsonElement loss = answer.GetProperty("series").GetProperty("loss");
        Assert.Equal(11, loss.GetProperty("step")[0].GetInt64());
        Assert.Equal(10, loss.GetProperty("step").GetArrayLength());
        Assert.Equal(50, loss.GetProperty("max")[9].GetDouble());
        Assert.Equal(10, answer.GetProperty("series").GetProperty("duration").GetProperty("mean").GetArrayLength());
    }

    [Theory]
    [InlineData("/api/series?names=nothing")]
    [InlineData("/api/series?points=0")]
    [InlineData("/api/events?limit=all")]
    [InlineData("/api/anatomy?steps=601")]
    public async Task AQuestionThatIsWrongIsAProblemThatSaysWhy(string path)
    {
        await using ServerRig rig = await ServerRig.Start();

        using HttpResponseMessage response = await rig.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(400, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Contains("'", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task EventsAreFilteredByKindAndNode()
    {
        await using ServerRig rig = await ServerRig.Start();
        rig.Publish(
            Example.Joined(Example.Anna), Example.Joined(Example.Bert), new RunWarned("hot"), new RunPaused(true));

        JsonElement all = await rig.Get("/api/events");
        JsonElement some = await rig.Get("/api/events?kinds=member,warning&node=bert");

        Assert.Equal(4, all.GetProperty("events").GetArrayLength());
        Assert.Equal(4, all.GetProperty("total").GetInt64());
        JsonElement only = Assert.Single(some.GetProperty("events").EnumerateArray());
        Assert.Equal(2, only.GetProperty("number").GetInt64());
    }

    [Fact]
    public async Task TheAnatomyIsATraceWithAProcessForEachNode()
    {
        await using ServerRig rig = await ServerRig.Start();
        rig.Publish(
            Example.Measured(Example.Bert, 1), Example.Measured(Example.Anna, 1), Example.Measured(Example.Anna, 2));

        JsonElement anatomy = await rig.Get("/api/anatomy?steps=2");
        JsonElement trace = await rig.Get("/api/trace?steps=2");

        Assert.Equal(
            ["anna", "bert", "anna"],
            anatomy.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("node").GetString()));
        JsonElement[] slices =
            [.. trace.GetProperty("traceEvents").EnumerateArray().Where(e => e.GetProperty("ph").GetString() == "X")];
        Assert.Equal([1, 2], slices.Select(slice => slice.GetProperty("pid").GetInt32()).Distinct().Order());
        JsonElement second = slices.Last(slice => slice.GetProperty("name").GetString() == "forward");
        Assert.Equal(160_000 + 1000, second.GetProperty("ts").GetDouble(), 3);
        Assert.Equal(50_000, second.GetProperty("dur").GetDouble(), 3);
    }

    [Fact]
    public async Task TheActorsOfTheProcessAreListed()
    {
        await using ServerRig rig = await ServerRig.Start();

        JsonElement actors = (await rig.Get("/api/actors")).GetProperty("actors");

        Assert.Equal(
            ["/user/coordinator", "/user/dashboard"],
            actors.EnumerateArray().Select(actor => actor.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task AnActorIsListedWithItsClassAndHowLongItsMessagesTake()
    {
        await using ServerRig rig = await ServerRig.Start();

        // The answer to the second says that the time of the first is known.
        for (int count = 0; count < 2; count++)
        {
            using HttpRequestMessage request = rig.Request("POST", "/api/control/pause", ServerRig.Token);
            using HttpResponseMessage response = await rig.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        JsonElement coordinator = (await rig.Get("/api/actors")).GetProperty("actors").EnumerateArray().First();

        Assert.Equal("FakeCoordinator", coordinator.GetProperty("type").GetString());
        Assert.Equal("pool", coordinator.GetProperty("dispatcher").GetString());
        Assert.True(coordinator.GetProperty("p50").GetDouble() > 0);
        Assert.True(coordinator.GetProperty("p99").GetDouble() >= coordinator.GetProperty("p50").GetDouble());
        Assert.True(coordinator.GetProperty("max").GetDouble() > 0);
    }

    [Fact]
    public async Task ReadyIsARunThatHasNotFailed()
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpResponseMessage before = await rig.Client.GetAsync("/readyz");
        rig.Publish(new RunStopped(new Step(3), string.Empty, IsComplete: false, "the disk is full"));
        using HttpResponseMessage after = await rig.Client.GetAsync("/readyz");
        using HttpResponseMessage alive = await rig.Client.GetAsync("/healthz");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, after.StatusCode);
        Assert.Equal("failed\n", await after.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task MetricsAreWhatTheHostWrites()
    {
        await using ServerRig rig = await ServerRig.Start(change: setup => setup with { Metrics = () => "up 1\n" });

        using HttpResponseMessage response = await rig.Client.GetAsync("/metrics");

        Assert.Equal("up 1\n", await response.Content.ReadAsStringAsync());
        Assert.Equal(
            "text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.GetValues("Content-Type").Single());
    }

    [Fact]
    public async Task AnAddressThatIsNothingIsAProblem()
    {
        await using ServerRig rig = await ServerRig.Start();

        using HttpResponseMessage nothing = await rig.Client.GetAsync("/api/nothing");
        using HttpResponseMessage method = await rig.Client.PostAsync("/api/series", content: null);

        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
        Assert.Contains("Not found", await nothing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, method.StatusCode);
    }

    [Fact]
    public async Task APortThatWasAskedForAndIsTakenIsAMistakeOfTheUser()
    {
        await using ServerRig rig = await ServerRig.Start();

        InputException fault = await Assert.ThrowsAsync<InputException>(() => ServerRig.Start(
            change: setup => setup with { Listen = rig.Server.Listening }));

        Assert.Equal(
            $"the dashboard cannot listen on {rig.Server.Listening}: {rig.Server.Listening} is in use by another program: "
            + "stop it, or listen on another port",
            fault.Message);
    }

    public static TheoryData<string, string, bool> Served
    {
        get
        {
            var rows = new TheoryData<string, string, bool>
            {
                { "localhost", "127.0.0.1", true },
                { "127.0.0.1", "127.0.0.1", true },
                { "0.0.0.0", "127.0.0.1", false },
            };
            if (Socket.OSSupportsIPv6)
            {
                rows.Add("localhost", "[::1]", true);
                rows.Add("::1", "[::1]", true);
                rows.Add("::", "127.0.0.1", false);
                rows.Add("::", "[::1]", false);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Served))]
    public async Task AnAddressIsServedAtAllThatItStandsFor(string host, string dialled, bool isOpen)
    {
        await using ServerRig rig = await ServerRig.Start(host);
        using HttpClient client = rig.NewClient();
        client.BaseAddress = new Uri($"http://{dialled}:{rig.Server.Listening.Port}");

        Assert.Equal("alive\n", await client.GetStringAsync("/healthz"));
        Assert.Equal(isOpen, rig.Server.IsReadingOpen);
    }

    [Theory]
    [InlineData("198.51.100.1:7070", "198.51.100.1:7070 is not an address of this machine: ")]
    [InlineData("no-such-host.invalid:7070", "no-such-host.invalid:7070 has a name that no address is known for: ")]
    public async Task AnAddressThatCannotBeServedIsAMistakeOfTheUser(string address, string reason)
    {
        InputException fault = await Assert.ThrowsAsync<InputException>(() => ServerRig.Start(
            change: setup => setup with { Listen = Transport.Endpoint.Parse(address) }));

        Assert.StartsWith(
            $"the dashboard cannot listen on {address}: {reason}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAWishTheNextFreePortIsTaken()
    {
        await using ServerRig first = await ServerRig.Start(change: setup => setup with { Listen = null });
        await using ServerRig second = await ServerRig.Start(change: setup => setup with { Listen = null });

        // Other programs take and leave ports between the two, so that the second may be below the first.
        int[] ports = [first.Server.Listening.Port, second.Server.Listening.Port];
        Assert.All(ports, port => Assert.InRange(
            port, DashboardServer.PortDefault, DashboardServer.PortDefault + WebHost.PortsMax));
        Assert.Equal(2, ports.Distinct().Count());
    }
}
