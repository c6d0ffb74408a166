using System.Text.Json;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>Workers that were not there when the run ended: they have made no mistake, and end with 0.</summary>
[Collection(ClusterTests.Name)]
public sealed class LatecomerTests(ClusterRuns runs)
{
    private const string Steps = "400";
    private const string Reason = "the run's bound was reached";

    /// <summary>As Kubernetes does it: what died is started again, whether the run has ended or not.</summary>
    [Fact]
    public async Task AWorkerThatIsStartedAgainHearsOfTheEndFromACoordinatorThatLingers()
    {
        using TestCluster cluster = await TestCluster.Start(
            runs, ClusterRuns.Small, "--steps", Steps, "--linger", "60");
        cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        await cluster.Kill("a");
        await cluster.Coordinator.AwaitEvent(
            "warning",
            warning => warning.GetProperty("message").GetString()
                == "the run is over and a cannot be told so: waited for, at most 60.0 s");
        cluster.Add("a");

        // The one that was there at the end is gone, and the coordinator is not.
        Assert.Equal(Reason, (await cluster.AwaitEnd("b")).GetProperty("reason").GetString());
        Assert.Equal(Reason, (await cluster.AwaitEnd("a")).GetProperty("reason").GetString());
        JsonElement end = await cluster.AssertEndsAsOneThread();
        Assert.True(end.GetProperty("complete").GetBoolean());
    }

    /// <summary>What it was told waits in its socket.</summary>
    [Fact]
    public async Task AWorkerThatHungWhileTheRunEndedHearsOfItWhenItGoesOn()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--steps", Steps);
        RnnProcess hung = cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        hung.Signal("STOP");
        (int code, string error) = await cluster.Coordinator.AwaitExit();
        Assert.Equal((0, ""), (code, error));
        hung.Signal("CONT");

        Assert.Equal(Reason, (await cluster.AwaitEnd("a")).GetProperty("reason").GetString());
        await cluster.AssertEndsAsOneThread();
    }
}
