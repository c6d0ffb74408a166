using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>Who may read, who may control.</summary>
public sealed class AccessTests
{
    private const string Csrf = "X-RnnCluster-Csrf";

    [Theory]
    [InlineData("127.0.0.1", "GET", "/api/runs/current", "nobody", 200)]
    [InlineData("127.0.0.1", "GET", "/api/runs/current", "token", 200)]
    [InlineData("127.0.0.1", "GET", "/api/runs/current", "wrong", 401)]
    [InlineData("127.0.0.1", "GET", "/metrics", "nobody", 404)]
    [InlineData("127.0.0.1", "POST", "/api/control/pause", "nobody", 401)]
    [InlineData("127.0.0.1", "POST", "/api/control/pause", "wrong", 401)]
    [InlineData("127.0.0.1", "POST", "/api/control/pause", "token", 200)]
    [InlineData("127.0.0.1", "POST", "/api/control/pause", "session", 200)]
    [InlineData("127.0.0.1", "POST", "/api/control/pause", "forged", 403)]
    [InlineData("127.0.0.1", "POST", "/api/checkpoints/5/verify", "nobody", 401)]
    [InlineData("127.0.0.1", "POST", "/api/checkpoints/5/verify", "token", 200)]
    [InlineData("0.0.0.0", "GET", "/api/runs/current", "nobody", 401)]
    [InlineData("0.0.0.0", "GET", "/api/stream", "nobody", 401)]
    [InlineData("0.0.0.0", "GET", "/api/openapi.json", "nobody", 401)]
    [InlineData("0.0.0.0", "GET", "/metrics", "nobody", 401)]
    [InlineData("0.0.0.0", "GET", "/metrics", "token", 404)]
    [InlineData("0.0.0.0", "GET", "/healthz", "nobody", 200)]
    [InlineData("0.0.0.0", "GET", "/readyz", "nobody", 200)]
    [InlineData("0.0.0.0", "GET", "/", "nobody", 200)]
    [InlineData("0.0.0.0", "GET", "/api/session", "nobody", 200)]
    [InlineData("0.0.0.0", "GET", "/api/runs/current", "token", 200)]
    [InlineData("0.0.0.0", "GET", "/api/runs/current", "session", 200)]
    [InlineData("0.0.0.0", "GET", "/api/runs/current", "forged", 200)]
    [InlineData("0.0.0.0", "POST", "/api/control/pause", "nobody", 401)]
    [InlineData("0.0.0.0", "POST", "/api/control/pause", "token", 200)]
    public async Task ARouteIsForThoseWhoMayUseIt(string host, string method, string path, string who, int status)
    {
        await using ServerRig rig = await ServerRig.Start(host);
        (string cookie, string csrf) = who is "session" or "forged" ? await LogIn(rig) : ("", "");
        using HttpRequestMessage request = rig.Request(
            method,
            path,
            token: who switch { "token" => ServerRig.Token, "wrong" => "something-else-entirely", _ => null },
            body: null,
            headers: who switch
            {
                "session" => [("Cookie", cookie), (Csrf, csrf)],
                "forged" => [("Cookie", cookie)],
                _ => [],
            });

        using HttpResponseMessage response =
            await rig.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task ASessionSaysWhatItMayDoAndEnds()
    {
        await using ServerRig rig = await ServerRig.Start("0.0.0.0");
        JsonElement before = await rig.Get("/api/session");
        (string cookie, string csrf) = await LogIn(rig);

        using HttpResponseMessage during = await Send(rig, "GET", ("Cookie", cookie));
        using HttpResponseMessage refused = await Send(rig, "DELETE", ("Cookie", cookie));
        using HttpResponseMessage ended = await Send(rig, "DELETE", ("Cookie", cookie), (Csrf, csrf));
        using HttpResponseMessage after = await Send(rig, "GET", ("Cookie", cookie));

        Assert.Equal("""{"mayRead":false,"mayControl":false,"csrf":null}""", before.GetRawText());
        Assert.Equal(
            "{\"mayRead\":true,\"mayControl\":true,\"csrf\":\"" + csrf + "\"}",
            await during.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(before.GetRawText(), await after.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task TheCookieIsForThisSiteAndNoScript()
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpResponseMessage response =
            await rig.Client.SendAsync(rig.Request("POST", "/api/session", body: new { token = ServerRig.Token }));

        string cookie = response.Headers.GetValues("Set-Cookie").Single();

        Assert.Contains("; httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(
            string.Create(CultureInfo.InvariantCulture, $"rnncluster-{rig.Server.Listening.Port}="),
            cookie,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task APageOfAnotherSiteCannotLogIn()
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpRequestMessage request = rig.Request(
            "POST", "/api/session", token: null, new { token = ServerRig.Token }, ("Origin", "http://evil.example"));

        using HttpResponseMessage response = await rig.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task WhoeverShowsWrongTokensTooOftenIsNotListenedTo()
    {
        await using ServerRig rig = await ServerRig.Start();
        var codes = new List<HttpStatusCode>();
        for (int attempt = 0; attempt < 11; attempt++)
        {
            using HttpResponseMessage wrong =
                await rig.Client.SendAsync(rig.Request("POST", "/api/session", body: new { token = "guess" }));
            codes.Add(wrong.StatusCode);
        }

        using HttpResponseMessage right =
            await rig.Client.SendAsync(rig.Request("POST", "/api/session", body: new { token = ServerRig.Token }));

        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, 10), codes.Take(10));
        Assert.Equal(HttpStatusCode.TooManyRequests, codes[10]);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:7070", 200)]
    [InlineData("127.0.0.1:1", 200)]
    [InlineData("[::1]:7070", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("10.0.0.1", 421)]
    public async Task ALoopbackAddressAnswersToItsOwnNamesOnly(string host, int status)
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpRequestMessage request = rig.Request("GET", "/healthz");
        request.Headers.Host = host;

        using HttpResponseMessage response = await rig.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/runs/current")]
    [InlineData("/api/nothing")]
    public async Task EveryAnswerForbidsWhatThePageDoesNotNeed(string path)
    {
        await using ServerRig rig = await ServerRig.Start();

        using HttpResponseMessage response = await rig.Client.GetAsync(path);

        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task WhatOperatorsDoIsWrittenDownWithWhoAndWhetherItWasAccepted()
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpResponseMessage rate = await rig.Client.SendAsync(rig.Request(
            "POST", "/api/control/learning-rate", ServerRig.Token, new { rate = 0.25, from = 7 }));
        using HttpResponseMessage drain = await rig.Client.SendAsync(rig.Request(
            "POST", "/api/control/drain", ServerRig.Token, new { node = "carl" }));
        using HttpResponseMessage nobody = await rig.Client.SendAsync(rig.Request("POST", "/api/control/stop"));

        JsonElement events = (await rig.Get("/api/events?kinds=operator")).GetProperty("events");

        Assert.Equal("""{"isAccepted":true,"text":"SetLearningRate"}""", await rate.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Conflict, drain.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.Equal(
            [
                "127.0.0.1 (token): learning rate 0.25 from step 7: SetLearningRate",
                "127.0.0.1 (token): drain carl: refused: there is no worker carl",
                "127.0.0.1 (nobody): /api/control/stop: refused: Unauthorized",
            ],
            events.EnumerateArray().Select(view => view.GetProperty("text").GetString()));
        Assert.Equal(
            ["info", "warning", "warning"],
            events.EnumerateArray().Select(view => view.GetProperty("severity").GetString()));
    }

    [Theory]
    [InlineData("/api/control/drain", """{"node":"No Name"}""")]
    [InlineData("/api/control/drain", "nothing")]
    [InlineData("/api/control/learning-rate", """{"rate":-1,"from":null}""")]
    [InlineData("/api/control/learning-rate", """{"from":4}""")]
    [InlineData("/api/control/learning-rate", """{"rate":"NaN","from":null}""")]
    public async Task ABodyThatIsWrongIsAProblem(string path, string body)
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpRequestMessage request = rig.Request("POST", path, ServerRig.Token);
        request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await rig.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task ATokenThatIsShortIsRefusedAndOneThatIsMadeIsLong()
    {
        await Assert.ThrowsAsync<InputException>(
            () => ServerRig.Start(change: setup => setup with { Token = "short" }));
        await using ServerRig rig = await ServerRig.Start(change: setup => setup with { Token = null });

        Assert.Equal(43, rig.Server.Token.Length);
    }

    private static Task<HttpResponseMessage> Send(
        ServerRig rig, string method, params (string Name, string Value)[] headers) =>
        rig.Client.SendAsync(rig.Request(method, "/api/session", token: null, body: null, headers));

    private static async Task<(string Cookie, string Csrf)> LogIn(ServerRig rig)
    {
        using HttpResponseMessage response =
            await rig.Client.SendAsync(rig.Request("POST", "/api/session", body: new { token = ServerRig.Token }));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        string cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        JsonElement session = await response.Content.ReadFromJsonAsync<JsonElement>();
        return (cookie, session.GetProperty("csrf").GetString()!);
    }
}
