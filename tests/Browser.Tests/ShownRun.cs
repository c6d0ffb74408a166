using RnnCluster.Cli.Tests;

namespace RnnCluster.Browser.Tests;

/// <summary>A run in which everything has happened that a panel shows; started by the first test that asks.</summary>
public sealed class ShownRun : IDisposable
{
    /// <summary>Steps with two validations, samples and checkpoints, and looks into the network.</summary>
    private const long StepsMin = 200;

    private readonly RunFolder folder = new();
    private WatchedCluster? cluster;

    /// <summary>The run, with a worker that is down and a learning rate that was changed.</summary>
    internal async Task<WatchedCluster> Begin(Chromium chromium)
    {
        if (cluster is null)
        {
            cluster = await WatchedCluster.Start(folder, WatchedCluster.WriteSpec(folder), "run");
            await using WatchedPage page = await chromium.Open(cluster.Site);
            await page.Show("run");
            await page.AwaitLossBeyond(StepsMin);
            await page.LogIn(cluster.Token);
            await page.ChangeRate("0.002");
            await cluster.Kill(WatchedCluster.Second);
            await page.AwaitLossBeyond((await page.LossSteps()).Last + StepsMin);

            // Who looks at panels needs the cores.
            await page.Control("Pause").ClickAsync();
            await page.AwaitState("paused");
        }

        return cluster;
    }

    public void Dispose()
    {
        cluster?.Dispose();
        folder.Dispose();
    }
}
