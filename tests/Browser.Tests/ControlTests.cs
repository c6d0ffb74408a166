using System.Text.RegularExpressions;
using Microsoft.Playwright;
using RnnCluster.Cli.Tests;
using static Microsoft.Playwright.Assertions;

namespace RnnCluster.Browser.Tests;

/// <summary>The controls: with the token, and without it.</summary>
[Collection(BrowserTests.Name)]
public sealed partial class ControlTests(Chromium chromium) : IDisposable
{
    private static readonly string[] Buttons = ["Pause", "Checkpoint", "Learning rate…", "Stop…"];
    private static readonly string[] Actions = ["pause", "resume", "checkpoint", "stop", "drain", "learning-rate"];

    private readonly RunFolder folder = new();

    [BrowserFact]
    public async Task WithoutTheTokenTheControlsAreClosedAndTheServerRefuses()
    {
        using WatchedCluster cluster = await WatchedCluster.Start(folder, WatchedCluster.WriteSpec(folder), "run");
        await using WatchedPage page = await chromium.Open(cluster.Site);
        await page.Show("run");
        foreach (string button in Buttons)
        {
            await Expect(page.Control(button)).ToBeDisabledAsync();
        }

        foreach (string action in Actions)
        {
            Assert.Equal(401, await Post(page, cluster, action));
        }

        page.Forgive("401 (Unauthorized)");
        await page.LogIn("not the token that was printed");
        await Expect(page.Notice).ToContainTextAsync("Unauthorized");
        await Expect(page.Control("Pause")).ToBeDisabledAsync();

        // The session's cookie, but not what only its page knows: so would another site's page ask.
        await page.LogIn(cluster.Token);
        await Expect(page.Control("Pause")).ToBeEnabledAsync();
        Assert.Equal(403, await Post(page, cluster, "pause"));
        await page.Control("Log out").ClickAsync();
        await Expect(page.Control("Pause")).ToBeDisabledAsync();

        await page.AwaitLossBeyond((await page.LossSteps()).Last);
        await page.AwaitState("running");
        page.AssertFaultless();
    }

    [BrowserFact]
    public async Task WithTheTokenAPersonPausesSavesAmendsResumesAndStops()
    {
        string spec = WatchedCluster.WriteSpec(folder, checkpointsEvery: 1_000_000);
        using WatchedCluster cluster = await WatchedCluster.Start(folder, spec, "run");
        await using WatchedPage page = await chromium.Open(cluster.Site);
        await page.Show("run");
        await page.AwaitLossBeyond(1);
        await page.LogIn(cluster.Token);
        await page.Control("Pause").ClickAsync();
        await page.AwaitState("paused");
        long paused = await page.AwaitUpdates(2);
        await Expect(page.Page.Locator("#panel-run .hash")).ToHaveTextAsync("No checkpoint yet");
        await page.Control("Checkpoint").ClickAsync();
        await Expect(page.Page.Locator("#panel-run .hash")).ToHaveTextAsync(Hash());
        Assert.Equal(paused, await page.AwaitUpdates(2));

        await page.Control("Resume").ClickAsync();
        await page.AwaitState("running");
        await page.ChangeRate("0.002");
        await Expect(page.Tile("Learning rate")).ToHaveTextAsync("0.00200");
        await page.AwaitLossBeyond(paused + 50);

        page.AssertFaultless();
        await page.Control("Stop…").ClickAsync();
        await page.Answer("Stop the run");
        await page.AwaitState("stopped");
        string amendment = await ReadEvents(page);
        await cluster.AssertEndsAsUnwatched(folder, spec, amendment);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Asks as a program would, with the cookies of the window.</summary>
    private static async Task<int> Post(WatchedPage page, WatchedCluster cluster, string action) =>
        (await page.Page.APIRequest.PostAsync($"{cluster.Site}api/control/{action}")).Status;

    /// <summary>Every deed is told, the newest first, with who did it.</summary>
    /// <returns>The amendment as the command line writes it.</returns>
    private static async Task<string> ReadEvents(WatchedPage page)
    {
        ILocator deeds = await page.ShowEvents("operator");
        await Expect(deeds).ToContainTextAsync(
            [Deed("stop"), Deed("learning rate 0.002"), Deed("resume"), Deed("checkpoint now"), Deed("pause")]);
        ILocator amendments = await page.ShowEvents("amendment");
        await Expect(amendments).ToHaveCountAsync(1);
        Match told = Amendment().Match(await amendments.InnerTextAsync());
        Assert.True(told.Success, await amendments.InnerTextAsync());
        return $"{told.Groups["from"].Value}:{told.Groups["rate"].Value}";
    }

    private static Regex Deed(string action) => new($"127\\.0\\.0\\.1.*: {action}: (?!refused)");

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex Hash();

    [GeneratedRegex("the learning rate is (?<rate>[0-9.]+) from step (?<from>[0-9]+) on")]
    private static partial Regex Amendment();
}
