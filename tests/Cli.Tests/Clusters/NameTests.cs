using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>Names that are taken: the worker that cannot have one ends, and the run goes on.</summary>
[Collection(ClusterTests.Name)]
public sealed class NameTests(ClusterRuns runs)
{
    [Fact]
    public async Task AWorkerWithTheCoordinatorsNameIsToldSoAndEndsWith2()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--workers", "1");
        RnnProcess worker = cluster.Add("coordinator");
        await AssertRefused(
            cluster,
            worker,
            "coordinator",
            "the node that listens is itself called 'coordinator': give each node a name of its own with --name");
        await cluster.Coordinator.AwaitEvent("warning");
        await cluster.AwaitCheckpoints();
        await cluster.AssertStopsAsOneThread();
    }

    [Fact]
    public async Task OfTwoWorkersOfOneNameTheLaterOneComputes()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--workers", "1");
        RnnProcess first = cluster.Add("twin");
        await cluster.AwaitPlan("coordinator", "twin");
        cluster.Rename("twin", "first");
        cluster.Add("twin");
        await AssertRefused(
            cluster,
            first,
            "first",
            "another node 'twin' that came later is connected: stop one of them, or give each node a name of its own "
            + "with --name");
        await cluster.AwaitPlan("coordinator", "twin");
        await cluster.AwaitCheckpoints();
        await cluster.AssertStopsAsOneThread();
    }

    private static async Task AssertRefused(TestCluster cluster, RnnProcess worker, string name, string reason)
    {
        (int code, string error) = await worker.AwaitExit();
        Assert.Equal($"rnncluster: {cluster.Address}: {reason}\n", error);
        Assert.Equal(ExitCode.Mistake, code);
        cluster.Forget(name);
    }
}
