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
    /// <summary>
    /// Looks at every picture of the panel. One in which the worker loses its last shard shows it as lost, too.
    /// </summary>
    private const string Watch =
        """
        name => {
          const panel = document.querySelector("#panel-cluster");
          const isHeld = () => [...panel.querySelectorAll("ol.shards li")].some(shard => shard.dataset.owner === name);
          let wasHeld = isHeld();
          window.pictures = { lost: 0, wrong: [] };
          new MutationObserver(() => {
            const row = [...panel.querySelectorAll("tbody tr")].find(row => row.textContent.includes(name));
            const state = row?.querySelector(".pill")?.textContent;
            if (wasHeld && !isHeld()) {
              window.pictures.lost++;
              if (state !== "down" && state !== "suspected") {
                window.pictures.wrong.push(String(state));
              }
            }

            wasHeld = isHeld();
          }).observe(panel, { attributes: true, characterData: true, childList: true, subtree: true });
        }
        """;

    private readonly RunFolder folder = new();

    [BrowserFact]
    public async Task AKilledWorkerIsRedBeforeItsShardsAreAnothersAndNoStepIsLost()
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
        await page.Page.EvaluateAsync(Watch, WatchedCluster.Second);
        await cluster.Kill(WatchedCluster.Second);
        await Expect(mark).ToHaveTextAsync("down");
        await AssertIsRed(mark);
        await Expect(shards.Filter(new() { HasText = WatchedCluster.First })).ToHaveCountAsync(8);
        await Expect(ofSecond).ToHaveCountAsync(0);
        Assert.NotEqual(0, await page.Page.EvaluateAsync<int>("() => window.pictures.lost"));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>("() => window.pictures.wrong"));

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
