using System.Text.Json;
using RnnCluster.Cli.Tests.Clusters;

namespace RnnCluster.Cli.Tests.Networks;

/// <summary>A coordinator and three workers, each on a host with an address and a cable of its own.</summary>
[Collection(ClusterTests.Name)]
public sealed class HostTests(ClusterRuns runs)
{
    [NamespaceFact]
    public async Task AHostWhoseCableIsPulledIsSuspectedAndComputesAgainWhenItIsBack()
    {
        using var network = new NetworkNamespaces(4);
        using TestCluster cluster = await TestCluster.Start(
            runs,
            ClusterRuns.Small,
            new TestHosts(network.StarterOn, $"{NetworkNamespaces.AddressOf(1)}:7070"),
            "--min-workers",
            "2");
        cluster.Add("w2");
        cluster.Add("w3");
        cluster.Add("w4");
        await cluster.AwaitPlan("w2", "w3", "w4");
        await cluster.AwaitCheckpoints();
        network.Cut(3);
        JsonElement suspected = await cluster.AwaitMember("w3", "suspected");
        TestCluster.AssertUnreachable(suspected);
        await cluster.AwaitPlan("w2", "w4");
        await cluster.AwaitCheckpoints();
        network.Heal(3);
        await cluster.AwaitMember("w3", "up");
        await cluster.AwaitPlan("w2", "w3", "w4");
        await cluster.AwaitCheckpoints();
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Equal(3, end.GetProperty("workersSeen").GetInt64());
    }

    [NamespaceFact]
    public async Task AHostWhoseCableIsPulledForLongJoinsAnewWhenItIsBack()
    {
        using var network = new NetworkNamespaces(4);
        using TestCluster cluster = await Start(network);
        network.Cut(3);
        await cluster.AwaitMember("w3", "suspected");
        JsonElement down = await cluster.AwaitMember("w3", "down");
        Assert.Equal("removed from the cluster", down.GetProperty("reason").GetString());
        await cluster.AwaitCheckpoints();
        network.Heal(3);
        await cluster.AwaitMember("w3", "up");
        await cluster.AwaitPlan("w2", "w3", "w4");
        await cluster.AwaitCheckpoints();
        await cluster.AssertStopsAsOneThread();
    }

    [NamespaceFact]
    public async Task ACoordinatorWhoseCableIsPulledForLongGoesOnWithTheSameWorkers()
    {
        using var network = new NetworkNamespaces(4);
        using TestCluster cluster = await Start(network);
        network.Cut(1);
        for (int worker = 0; worker < 3; worker++)
        {
            await cluster.Coordinator.AwaitEvent("member", member => member.GetProperty("state").GetString() == "down");
        }

        network.Heal(1);
        await cluster.AwaitPlan("w2", "w3", "w4");
        await cluster.AwaitCheckpoints();
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Equal(3, end.GetProperty("workersSeen").GetInt64());
    }

    /// <summary>A coordinator that waits for all three, and three workers that compute.</summary>
    private async Task<TestCluster> Start(NetworkNamespaces network)
    {
        TestCluster cluster = await TestCluster.Start(
            runs,
            ClusterRuns.Small,
            new TestHosts(network.StarterOn, $"{NetworkNamespaces.AddressOf(1)}:7070"));
        cluster.Add("w2");
        cluster.Add("w3");
        cluster.Add("w4");
        await cluster.AwaitPlan("w2", "w3", "w4");
        await cluster.AwaitCheckpoints();
        return cluster;
    }
}
