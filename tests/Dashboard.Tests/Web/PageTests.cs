using System.Net;

namespace RnnCluster.Dashboard.Tests.Web;

/// <summary>The page, or the line that says why there is none.</summary>
public sealed class PageTests
{
    [Fact]
    public async Task TheRootIsHtmlWhetherOrNotThePageWasBuilt()
    {
        await using ServerRig rig = await ServerRig.Start();

        using HttpResponseMessage response = await rig.Client.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task ABuildWithoutAPageSaysWhereTheApiIs()
    {
        await using var host = await FileHost.Start(new Dictionary<string, string>());

        string text = await host.Client.GetStringAsync("/");

        Assert.Contains("npm was not there", text, StringComparison.Ordinal);
        Assert.Contains("/api/runs/current", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileWhoseNameHasItsHashIsKeptForEver()
    {
        await using var host = await FileHost.Start(new Dictionary<string, string>
        {
            ["index.html"] = "<!doctype html>",
            ["assets/main-1a2b.js"] = "let x;",
            ["assets/main-1a2b.css"] = "p{}",
        });

        using HttpResponseMessage index = await host.Client.GetAsync("/");
        using HttpResponseMessage script = await host.Client.GetAsync("/assets/main-1a2b.js");
        using HttpResponseMessage style = await host.Client.GetAsync("/assets/main-1a2b.css");
        using HttpResponseMessage none = await host.Client.GetAsync("/assets/other.js");

        Assert.Equal("no-cache", index.Headers.CacheControl!.ToString());
        Assert.Equal("public, max-age=31536000, immutable", script.Headers.GetValues("Cache-Control").Single());
        Assert.Equal("text/javascript; charset=utf-8", script.Content.Headers.ContentType!.ToString());
        Assert.Equal("text/css; charset=utf-8", style.Content.Headers.ContentType!.ToString());
        Assert.Equal("let x;", await script.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task AFileThatTheBrowserHasIsNotSentAgain()
    {
        var files = new Dictionary<string, string> { ["index.html"] = "<!doctype html>" };
        await using var host = await FileHost.Start(files);
        using HttpResponseMessage first = await host.Client.GetAsync("/");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.Tag);

        using HttpResponseMessage second = await host.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }
}
