using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>A command whose body is not exactly what it has is refused, and says what is wrong.</summary>
public sealed class CommandBodyTests
{
    private const string Rate = "/api/control/learning-rate";
    private const string Drain = "/api/control/drain";
    private const string Pause = "/api/control/pause";
    private const string Session = "/api/session";

    [Theory]
    [InlineData(Rate, """{"step":1,"rate":0.1}""", "unknown member 'step': there is 'rate', 'from'")]
    [InlineData(Rate, """{"Rate":0.1}""", "unknown member 'Rate': there is 'rate', 'from'")]
    [InlineData(Rate, """{"rate":0.1,"rate":0.2}""", "member 'rate' comes twice")]
    [InlineData(Rate, """{"rate":"0.1"}""", "'rate' must be a number, not a text")]
    [InlineData(Rate, """{"rate":"NaN"}""", "'rate' must be a number, not a text")]
    [InlineData(Rate, """{"rate":1e999}""", "'rate' must be a number, not 1e999")]
    [InlineData(Rate, """{"rate":true}""", "'rate' must be a number, not true")]
    [InlineData(Rate, """{"rate":[0.1]}""", "'rate' must be a number, not an array")]
    [InlineData(Rate, """{"rate":0.1,"from":{}}""", "'from' must be a whole number of 0 or more, not an object")]
    [InlineData(Rate, """{"rate":0.1,"from":1.5}""", "'from' must be a whole number of 0 or more, not 1.5")]
    [InlineData(Rate, """{"rate":0.1,"from":-1}""", "'from' must be a whole number of 0 or more, not -1")]
    [InlineData(Rate, """{"rate":0}""", "'rate' must be a number above 0")]
    [InlineData(Rate, """{"rate":null}""", "'rate' must be a number above 0")]
    [InlineData(Rate, "{}", "'rate' must be a number above 0")]
    [InlineData(Rate, "[]", "the body must be a JSON object, not an array")]
    [InlineData(Rate, "null", "the body must be a JSON object, not null")]
    [InlineData(Rate, "0.1", "the body must be a JSON object, not 0.1")]
    [InlineData(Drain, """{"node":"w1","force":true}""", "unknown member 'force': there is 'node'")]
    [InlineData(Drain, """{"node":7}""", "'node' must be a text, not 7")]
    [InlineData(Drain, """{"node":"\ud800"}""", "'node' is no Unicode text")]
    [InlineData(Drain, """{"node":"Not A Name"}""", "'node' must be a node's name")]
    [InlineData(Drain, "{}", "'node' must be a node's name")]
    [InlineData(Pause, """{"step":100}""", "unknown member 'step': none is expected")]
    [InlineData(Pause, "[]", "the body must be a JSON object, not an array")]
    [InlineData("/api/control/checkpoint", """{"keep":true}""", "unknown member 'keep': none is expected")]
    [InlineData("/api/control/stop", """{"at":100}""", "unknown member 'at': none is expected")]
    [InlineData("/api/control/resume", """{"step":1}""", "unknown member 'step': none is expected")]
    [InlineData("/api/checkpoints/5/verify", """{"deep":true}""", "unknown member 'deep': none is expected")]
    [InlineData(
        Rate + "?rate=0.1", """{"rate":0.2}""", "unknown 'rate' in the query: a command takes its members in the body")]
    [InlineData(Pause + "?step=7", "", "unknown 'step' in the query: a command takes its members in the body")]
    [InlineData(Session, """{"token":"t","user":"root"}""", "unknown member 'user': there is 'token'")]
    public async Task ABodyThatIsNotTheCommandsIsRefusedWithWhatIsWrong(string path, string body, string expected)
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpResponseMessage response = await Send(rig, path, Encoding.UTF8.GetBytes(body));

        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((400, expected), ((int)response.StatusCode, problem.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("7B2272617465223A302E317D7B7D")] // {"rate":0.1}{}
    [InlineData("7B2272617465223A302E31")] // {"rate":0.1
    [InlineData("7B2272617465223A302E312C7D")] // {"rate":0.1,}
    [InlineData("2F2F0A7B2272617465223A302E317D")] // a comment before it
    [InlineData("7B22FF223A317D")] // a name that is no UTF-8
    [InlineData("")]
    [InlineData("7B005B00")]
    public async Task WhatIsNoJsonIsRefused(string bytes)
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpResponseMessage response = await Send(rig, Rate, Convert.FromHexString(bytes));

        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(
            "the body is not JSON: ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Rate, """{"rate":0.5,"from":9}""", 200)]
    [InlineData(Rate, """ { "from" : null , "rate" : 5e-1 } """, 200)]
    [InlineData(Drain, """{"node":"w1"}""", 409)]
    [InlineData(Pause, "", 200)]
    [InlineData(Pause, "{}", 200)]
    [InlineData(Session, $$"""{"token":"{{ServerRig.Token}}"}""", 200)]
    public async Task ABodyThatIsTheCommandsReachesTheCoordinator(string path, string body, int status)
    {
        await using ServerRig rig = await ServerRig.Start();
        using HttpResponseMessage response = await Send(rig, path, Encoding.UTF8.GetBytes(body));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("LogIn")]
    [InlineData("DrainBody")]
    [InlineData("LearningRateBody")]
    public async Task TheDescriptionSaysThatABodyHasNoOtherMembers(string schema)
    {
        await using ServerRig rig = await ServerRig.Start();
        JsonElement schemas = (await rig.Get("/api/openapi.json")).GetProperty("components").GetProperty("schemas");

        Assert.False(schemas.GetProperty(schema).GetProperty("additionalProperties").GetBoolean());
    }

    private static async Task<HttpResponseMessage> Send(ServerRig rig, string path, byte[] body)
    {
        using HttpRequestMessage request = rig.Request("POST", path, path == Session ? null : ServerRig.Token);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new("application/json");
        return await rig.Client.SendAsync(request);
    }
}
