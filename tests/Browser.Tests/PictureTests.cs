using System.Diagnostics;
using Microsoft.Playwright;
using RnnCluster.Cli.Tests;
using RnnCluster.TestKit;

namespace RnnCluster.Browser.Tests;

/// <summary>
/// The pictures of the documentation. With RNNCLUSTER_REWRITE=1 they are taken anew, of a real run: some minutes; the
/// difference is for a person to look at. Debian's pngquant makes them small.
/// </summary>
[Collection(BrowserTests.Name)]
public sealed class PictureTests(Chromium chromium) : IDisposable
{
    /// <summary>A page of the documentation with a few of them opens at once.</summary>
    private const long LengthMaxBytes = 250_000;

    private const int PhoneHeight = 844;

    private const string Shrinker = "/usr/bin/pngquant";

    /// <summary>What a panel is to show beside what it shows by itself, as its address says it.</summary>
    private static readonly Dictionary<string, string> Queries = new(StringComparer.Ordinal)
    {
        ["events"] = "&kinds=failure,member,plan,amendment,operator,validation,checkpoint",
        ["compare"] = "&runs=shakespeare,gru,rnn",
    };

    private static readonly (string Name, string Panel, int Width, ColorScheme Theme)[] Pictures =
    [
        .. WatchedPage.Panels.Select(panel => (panel, panel, 1440, ColorScheme.Light)),
        ("run-dark", "run", 1440, ColorScheme.Dark),
        ("run-phone", "run", 390, ColorScheme.Light),
    ];

    private readonly RunFolder folder = new();

    [Fact]
    public async Task EveryPanelHasAPicture()
    {
        if (Environment.GetEnvironmentVariable("RNNCLUSTER_REWRITE") == "1")
        {
            await Train("rnn", 300);
            await Train("gru", 300);
            using WatchedCluster cluster =
                await WatchedCluster.Start(folder, Example("shakespeare"), "shakespeare");
            await Live(cluster);
            foreach ((string name, string panel, int width, ColorScheme theme) in Pictures)
            {
                await using WatchedPage page = await chromium.Open(cluster.Site, width, theme);
                await Take(page, panel, PathOf(name));
            }
        }

        Assert.All(Pictures, picture => Assert.InRange(new FileInfo(PathOf(picture.Name)).Length, 1, LengthMaxBytes));
    }

    public void Dispose() => folder.Dispose();

    private static string PathOf(string name) => RepositoryRoot.Join("docs", "images", $"dashboard-{name}.png");

    private static string Example(string name) => RepositoryRoot.Join("examples", $"{name}.yaml");

    /// <summary>A run that lies beside the one that is watched, to be compared with.</summary>
    private async Task Train(string name, int steps)
    {
        using var run = new RnnProcess(
            folder.Path, ["train", Example(name), "--out", folder.At(name), "--steps", $"{steps}", "--json"]);
        Assert.Equal(0, (await run.AwaitExit()).Code);
    }

    /// <summary>What can happen to a run: a worker dies, another joins, an operator has wishes.</summary>
    private async Task Live(WatchedCluster cluster)
    {
        await using WatchedPage page = await chromium.Open(cluster.Site);
        await page.Show("run");
        await AwaitStep(page, 150);
        await page.LogIn(cluster.Token);
        await page.Control("Checkpoint").ClickAsync();
        await AwaitStep(page, 250);
        await cluster.Kill(WatchedCluster.Second);
        await AwaitStep(page, 300);
        cluster.Add("worker-3");
        await AwaitStep(page, 400);
        await page.Control("Checkpoint").ClickAsync();
        await AwaitStep(page, 450);
        await page.ChangeRate("0.0015");
        await AwaitStep(page, 660);
    }

    private static async Task AwaitStep(WatchedPage page, long step)
    {
        for (long next = (await page.LossSteps()).Last; next < step; next += 10)
        {
            await page.AwaitLossBeyond(next);
        }
    }

    /// <summary>
    /// All of the panel, in a window as high as it is, so that every chart is in sight and painted; of a phone, what
    /// it shows at once.
    /// </summary>
    private static async Task Take(WatchedPage page, string panel, string path)
    {
        await page.Show(panel, Queries.GetValueOrDefault(panel, ""));
        await page.AwaitUpdates(4);
        int width = page.Page.ViewportSize!.Width;
        int height = width < 500 ? PhoneHeight : await page.Page.EvaluateAsync<int>(
            "() => Math.ceil(document.querySelector('main').getBoundingClientRect().bottom)");
        await page.Page.SetViewportSizeAsync(width, height);
        await page.AwaitUpdates(8);

        // Without the room that is kept for a scroll bar.
        int seen = await page.Page.EvaluateAsync<int>("() => document.body.clientWidth");
        await page.Page.ScreenshotAsync(new() { Path = path, Clip = new() { Width = seen, Height = height } });
        if (File.Exists(Shrinker))
        {
            using Process shrink = Process.Start(Shrinker, ["--force", "--output", path, "--speed", "1", "256", path]);
            await shrink.WaitForExitAsync();
        }
    }
}
