using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RnnCluster.Cli.Tests;
using static Microsoft.Playwright.Assertions;

namespace RnnCluster.Browser.Tests;

/// <summary>What who watches sees of a worker that dies.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class FailureTests(Chromium chromium) : IDisposable
{
    /// <summary>What the dashboard promises: from the signal to the red mark. Not a bound that a test chose.</summary>
    private const float RedMilliseconds = 3000;

    private readonly RunFolder folder = new();

    [BrowserFact]
    public async Task AKilledWorkerIsRedWithinThreeSecondsItsShardsMoveAndNoStepIsLost()
    {
        string spec = WatchedCluster.WriteSpec(folder);
        using WatchedCluster cluster = await WatchedCluster.Start(folder, spec, "run");
        await using WatchedPage page = await chromium.Open(cluster.Site);
        await page.Show("cluster");
        ILocator shards = page.Page.GetByRole(AriaRole.List, new() { Name = "Shards and who holds them" })
            .GetByRole(AriaRole.Listitem);
        ILocator ofSecond = shards.Filter(new() { HasText = WatchedCluster.Second });
        await Expect(shards).ToHaveCountAsync(8);
        await Expect(ofSecond).ToHaveCountAsync(4);
        ILocator row = page.Page.GetByRole(AriaRole.Table, new() { Name = "Nodes" }).GetByRole(AriaRole.Row)
            .Filter(new() { HasText = WatchedCluster.Second });
        await Expect(row.Locator(".pill.good")).ToHaveTextAsync("up");

        ILocator mark = row.Locator(".pill.bad");
        Task red = Expect(mark).ToHaveTextAsync("down", new() { Timeout = RedMilliseconds });
        await cluster.Kill(WatchedCluster.Second);
        await red;
        await AssertIsRed(mark);
        await Expect(shards.Filter(new() { HasText = WatchedCluster.First })).ToHaveCountAsync(8);
        await Expect(ofSecond).ToHaveCountAsync(0);

        await AssertIsToldAsAFailure(page);
        await Expect(page.Tile("Steps lost")).ToHaveTextAsync("0");
        page.AssertFaultless();
        cluster.Coordinator.Signal("TERM");
        await page.AwaitState("stopped");
        await cluster.AssertEndsAsUnwatched(folder, spec);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>More red than green and blue together, whatever the theme's red is.</summary>
    private static async Task AssertIsRed(ILocator mark)
    {
        string colour = await mark.EvaluateAsync<string>("mark => getComputedStyle(mark).color");
        int[] parts = [.. Number().Matches(colour).Select(part => int.Parse(part.Value, CultureInfo.InvariantCulture))];
        Assert.True(parts[0] > parts[1] + parts[2], colour);
    }

    /// <summary>The event says that nothing was lost, and leads to its moment in the charts.</summary>
    private static async Task AssertIsToldAsAFailure(WatchedPage page)
    {
        ILocator failure = await page.ShowEvents("failure");
        await Expect(failure).ToHaveCountAsync(1);
        await Expect(failure).ToContainTextAsync(WatchedCluster.Second);
        await Expect(failure).ToContainTextAsync(Failure());
        await failure.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Page.Locator("#panel-run")).ToBeVisibleAsync();
        await Expect(page.Page).ToHaveURLAsync(new Regex("steps=[0-9]+-[0-9]+"));
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("recovered .* later, [1-4] shards moved, 0 steps lost")]
    private static partial Regex Failure();
}
