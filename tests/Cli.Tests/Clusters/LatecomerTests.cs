using System.Text.Json;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>Workers that were not there when the run ended: they have made no mistake, and end with 0.</summary>
[Collection(ClusterTests.Name)]
public sealed class LatecomerTests(ClusterRuns runs)
{
    private const string Reason = "the run's bound was reached";

    /// <summary>
    /// As Kubernetes does it: what died is started again, whether the run has ended or not. This one dies before the
    /// first step, as the run cannot end before it has died.
    /// </summary>
    [Fact]
    public async Task AWorkerThatIsStartedAgainHearsOfTheEndFromACoordinatorThatLingers()
    {
        using TestCluster cluster = await TestCluster.Start(
            runs, ClusterRuns.Small, "--steps", "40", "--linger", "600", "--min-workers", "2");
        cluster.Add("a");
        await cluster.AwaitMember("a", "up");
        await cluster.Kill("a");
        await cluster.AwaitMember("a", "down");
        cluster.Add("b");
        cluster.Add("c");
        await cluster.Coordinator.AwaitEvent(
            "warning",
            warning => warning.GetProperty("message").GetString()
                == "the run is over and a cannot be told so: waited for, at most 600.0 s");
        cluster.Add("a");

        // Those that were there at the end are gone, and the coordinator is not.
        Assert.Equal(Reason, (await cluster.AwaitEnd("b")).GetProperty("reason").GetString());
        Assert.Equal(Reason, (await cluster.AwaitEnd("c")).GetProperty("reason").GetString());
        Assert.Equal(Reason, (await cluster.AwaitEnd("a")).GetProperty("reason").GetString());
        JsonElement end = await cluster.AssertEndsAsOneThread();
        Assert.True(end.GetProperty("complete").GetBoolean());
    }

    /// <summary>
    /// What it was told waits in its socket. The run is stopped, as it could go on for longer than it takes until an
    /// unreachable worker is removed and its socket closed.
    /// </summary>
    [Fact]
    public async Task AWorkerThatHungWhileTheRunEndedHearsOfItWhenItGoesOn()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        RnnProcess hung = cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        hung.Signal("STOP");
        cluster.Coordinator.Signal("TERM");
        (int code, string error) = await cluster.Coordinator.AwaitExit();
        Assert.Equal((0, ""), (code, error));
        hung.Signal("CONT");

        Assert.Equal("asked to stop", (await cluster.AwaitEnd("a")).GetProperty("reason").GetString());
        await cluster.AssertEndsAsOneThread();
    }
}
