using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace RnnCluster.Browser.Tests;

/// <summary>Every panel of a real run, for every reader: at a desk and with a phone, by day and by night.</summary>
[Collection(BrowserTests.Name)]
public sealed class PanelTests(Chromium chromium, ShownRun shown) : IClassFixture<ShownRun>
{
    /// <summary>Something of the run that stands on each panel when it has come.</summary>
    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["run"] = ".samples pre",
        ["cluster"] = ".shards li",
        ["steps"] = "canvas",
        ["network"] = "canvas",
        ["checkpoints"] = "tbody tr",
        ["events"] = "tbody tr",
        ["actors"] = "tbody tr",
        ["compare"] = "tbody tr",
    };

    [BrowserTheory(needsAxe: true)]
    [InlineData(1440, ColorScheme.Light)]
    [InlineData(1440, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task NoPanelScrollsSidewaysOrShutsAReaderOutOrAsksSomebodyElse(int width, ColorScheme theme)
    {
        WatchedCluster cluster = await shown.Begin(chromium);
        string axe = await File.ReadAllTextAsync(Chromium.AxeScript);
        await using WatchedPage page = await chromium.Open(cluster.Site, width, theme);
        foreach (string panel in WatchedPage.Panels)
        {
            await page.Show(panel);
            await Expect(page.Page.Locator($"#panel-{panel} {Signs[panel]}").First).ToBeVisibleAsync();
            await Expect(page.Page.Locator("html")).ToHaveAttributeAsync(
                "data-theme", theme == ColorScheme.Dark ? "dark" : "light");
            int beyond = await page.Page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(beyond <= 0, $"{panel} is {beyond} px wider than a window of {width} px");
            string violations = await Violations(page, panel, axe);
            Assert.True(violations.Length == 0, violations);
        }

        page.AssertFaultless();
    }

    /// <summary>What axe-core finds, a line each with the first places.</summary>
    private static async Task<string> Violations(WatchedPage page, string panel, string axe)
    {
        await page.Page.EvaluateAsync(axe);
        JsonElement found = await page.Page.EvaluateAsync<JsonElement>("() => axe.run(document)");
        Assert.NotEmpty(found.GetProperty("passes").EnumerateArray());
        return string.Join('\n', found.GetProperty("violations").EnumerateArray().Select(Text));

        string Text(JsonElement violation)
        {
            IEnumerable<string> places = violation.GetProperty("nodes").EnumerateArray().Take(3)
                .Select(node => $"{node.GetProperty("target")} {node.GetProperty("failureSummary")}");
            return $"{panel}: {violation.GetProperty("id")}: {string.Join("; ", places)}";
        }
    }
}
