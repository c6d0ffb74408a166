using RnnCluster.Cli.Tests;

namespace RnnCluster.Browser.Tests;

/// <summary>The curves of a run that trains.</summary>
[Collection(BrowserTests.Name)]
public sealed class CurveTests(Chromium chromium) : IDisposable
{
    /// <summary>The chart of the loss as it is painted.</summary>
    private const string Picture = "document.querySelector('#panel-run canvas').toDataURL()";

    private readonly RunFolder folder = new();

    [BrowserFact]
    public async Task CurvesGrowWhileItTrainsAndAPageOpenedAgainHasAllOfThem()
    {
        using WatchedCluster cluster = await WatchedCluster.Start(folder, WatchedCluster.WriteSpec(folder), "run");
        await using WatchedPage page = await chromium.Open(cluster.Site);
        await page.Show("run");
        await page.AwaitLossFromTheBeginning();
        (_, long last) = await page.LossSteps();
        long step = await page.Step();
        string drawn = await page.Page.EvaluateAsync<string>(Picture);

        await page.AwaitLossBeyond(last + 50);
        Assert.True(await page.Step() > step);
        await page.Page.WaitForFunctionAsync($"before => {Picture} !== before", drawn);

        (long first, last) = await page.LossSteps();
        Assert.Equal(1, first);
        await page.Page.ReloadAsync();
        await page.AwaitLive();
        await page.AwaitLossBeyond(last);
        await page.AwaitLossFromTheBeginning();
        page.AssertFaultless();
    }

    public void Dispose() => folder.Dispose();
}
