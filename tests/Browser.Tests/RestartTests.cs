using System.Text.Json;
using RnnCluster.Cli.Tests;

namespace RnnCluster.Browser.Tests;

/// <summary>A server that goes away and comes back.</summary>
[Collection(BrowserTests.Name)]
public sealed class RestartTests(Chromium chromium) : IDisposable
{
    private readonly RunFolder folder = new();

    [BrowserTheory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task AServerThatIsStartedAgainIsFoundAndTheCurvesAreWhole(string signal)
    {
        string spec = WatchedCluster.WriteSpec(folder);
        using WatchedCluster cluster = await WatchedCluster.Start(folder, spec, "run");
        await using WatchedPage page = await chromium.Open(cluster.Site);
        await page.Show("run");
        await page.AwaitLossBeyond(200);
        page.Forgive("net::ERR_");
        cluster.Coordinator.Signal(signal);
        if (signal == "TERM")
        {
            await cluster.AwaitEnds();
            await page.AwaitConnection("run ended");
        }
        else
        {
            await cluster.Coordinator.AwaitExit();
            await cluster.Kill(WatchedCluster.First, WatchedCluster.Second);
            await page.AwaitConnection("reconnecting in ");
        }

        long seen = (await page.LossSteps()).Last;

        using WatchedCluster again = await WatchedCluster.Start(
            folder, spec, "run", cluster.Site.Authority, "--resume");
        Assert.Equal(cluster.Site, again.Site);
        await page.AwaitLive();
        await page.AwaitLossBeyond(seen + 50);
        await page.AwaitLossFromTheBeginning();
        (_, long last) = await page.LossSteps();
        await AssertIsWhole(page, again, last);
        page.AssertFaultless();
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Every row of the curve begins where the one before ends, whatever the width of both is.</summary>
    private static async Task AssertIsWhole(WatchedPage page, WatchedCluster cluster, long last)
    {
        string answer = await (await page.Page.APIRequest.GetAsync($"{cluster.Site}api/series?names=loss&points=4096"))
            .TextAsync();
        JsonElement loss = JsonDocument.Parse(answer).RootElement.GetProperty("series").GetProperty("loss");
        long[] steps = [.. loss.GetProperty("step").EnumerateArray().Select(step => step.GetInt64())];
        Assert.Equal(1, steps[0]);
        Assert.InRange(steps[^1], last / 2, long.MaxValue);
        long width = steps[1] - steps[0] + 1;
        Assert.All(steps.Zip(steps[1..]), pair => Assert.InRange(pair.Second - pair.First, 1, width));
    }
}
