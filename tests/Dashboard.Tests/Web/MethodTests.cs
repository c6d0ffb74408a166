using System.Net;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>HEAD is GET without its body, and other methods are refused with those that there are.</summary>
public sealed class MethodTests
{
    public static TheoryData<string, string> Reads => new()
    {
        { "127.0.0.1", "/" },
        { "127.0.0.1", "/healthz" },
        { "127.0.0.1", "/readyz" },
        { "127.0.0.1", "/metrics" },
        { "127.0.0.1", "/api/openapi.json" },
        { "127.0.0.1", "/api/session" },
        { "127.0.0.1", "/api/runs/current" },
        { "127.0.0.1", "/api/series?names=loss" },
        { "127.0.0.1", "/api/series?names=nothing" },
        { "127.0.0.1", "/api/events" },
        { "127.0.0.1", "/api/anatomy" },
        { "127.0.0.1", "/api/network" },
        { "127.0.0.1", "/api/runs" },
        { "127.0.0.1", "/api/runs/none/series" },
        { "127.0.0.1", "/api/trace" },
        { "127.0.0.1", "/api/stream" },
        { "127.0.0.1", "/no-such-file.js" },
        { "0.0.0.0", "/api/runs/current" },
        { "0.0.0.0", "/healthz" },
    };

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task HeadHasTheStatusAndTheHeadersOfGetAndNoBody(string host, string path)
    {
        await using ServerRig rig =
            await ServerRig.Start(host, change: setup => setup with { Metrics = () => "m 1\n" });
        using HttpResponseMessage get = await Ask(rig, "GET", path);
        using HttpResponseMessage head = await Ask(rig, "HEAD", path);

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(Headers(get, path), Headers(head, path));
        Assert.Equal("", await head.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task HeadOfASessionNeedsNoValueAgainstForgery()
    {
        await using ServerRig rig = await ServerRig.Start("0.0.0.0");
        using HttpResponseMessage begun =
            await rig.Client.SendAsync(rig.Request("POST", "/api/session", body: new { token = ServerRig.Token }));
        string cookie = begun.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using HttpRequestMessage request =
            rig.Request("HEAD", "/api/runs/current", headers: ("Cookie", cookie));

        using HttpResponseMessage response = await rig.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("POST", "/healthz", 405, "GET, HEAD")]
    [InlineData("PUT", "/metrics", 405, "GET, HEAD")]
    [InlineData("OPTIONS", "/api/runs/current", 405, "GET, HEAD")]
    [InlineData("TRACE", "/api/stream", 405, "GET, HEAD")]
    [InlineData("BREW", "/api/events", 405, "GET, HEAD")]
    [InlineData("DELETE", "/", 405, "GET, HEAD")]
    [InlineData("PATCH", "/api/session", 405, "DELETE, GET, HEAD, POST")]
    [InlineData("GET", "/api/control/pause", 405, "POST")]
    [InlineData("HEAD", "/api/control/drain", 405, "POST")]
    [InlineData("DELETE", "/api/checkpoints/5/verify", 405, "POST")]
    [InlineData("POST", "/nothing/at/all", 404, "")]
    [InlineData("GET", "/api/nothing", 404, "")]
    public async Task AnotherMethodIsRefusedWithThoseThatThereAre(
        string method, string path, int status, string allowed)
    {
        await using ServerRig rig = await ServerRig.Start();

        using HttpResponseMessage response = await Ask(rig, method, path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    private static async Task<HttpResponseMessage> Ask(ServerRig rig, string method, string path) =>
        await rig.Client.SendAsync(rig.Request(method, path), HttpCompletionOption.ResponseHeadersRead);

    /// <summary>
    /// The time of day and how a body is divided are the connection's, not the answer's. Where a run stands is written
    /// with times, whose number of digits differs from one moment to the next.
    /// </summary>
    private static IEnumerable<string> Headers(HttpResponseMessage response, string path) =>
        response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding"))
            .Where(header => header.Key != "Content-Length" || path != "/api/runs/current")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
}
