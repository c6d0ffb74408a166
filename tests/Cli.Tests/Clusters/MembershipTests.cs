using System.Text.Json;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>
/// One coordinator and three workers: processes that stand still for so long that the cluster gives them up, on either
/// side, and go on. The run's bits are those of one thread, and no process has ended for it.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class MembershipTests(ClusterRuns runs)
{
    private const string Silent = "lost coordinator: the coordinator is silent";

    [Fact]
    public async Task AWorkerThatHangsUntilItIsRemovedJoinsAnewAroundTheSameReplica()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        RnnProcess hung = cluster.Add("a");
        cluster.Add("b");
        cluster.Add("c");
        await cluster.AwaitPlan("a", "b", "c");
        await cluster.AwaitCheckpoints();
        hung.Signal("STOP");
        TestCluster.AssertUnreachable(await cluster.AwaitMember("a", "suspected"));
        await cluster.AwaitPlan("b", "c");
        JsonElement down = await cluster.AwaitMember("a", "down");
        Assert.Equal("removed from the cluster", down.GetProperty("reason").GetString());
        await cluster.AwaitCheckpoints();
        hung.Signal("CONT");
        await cluster.AwaitMember("a", "up");
        await cluster.AwaitPlan("a", "b", "c");
        await cluster.AwaitCheckpoints();
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Equal(3, end.GetProperty("workersSeen").GetInt64());
    }

    [Fact]
    public async Task ACoordinatorThatHangsForLongGoesOnWithTheSameWorkers()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--min-workers", "3");
        RnnProcess[] workers = [cluster.Add("a"), cluster.Add("b"), cluster.Add("c")];
        await cluster.AwaitPlan("a", "b", "c");
        await cluster.AwaitCheckpoints();
        cluster.Coordinator.Signal("STOP");
        await Task.WhenAll(workers.Select(worker => worker.AwaitEvent(
            "notice", notice => notice.GetProperty("message").GetString() == Silent)));
        cluster.Coordinator.Signal("CONT");
        await cluster.AwaitPlan("a", "b", "c");
        await cluster.AwaitCheckpoints(2);
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Equal(3, end.GetProperty("workersSeen").GetInt64());
    }

    [Fact]
    public async Task AnOperatorsSettingsOfAkkaAreThoseOfTheCluster()
    {
        string settings = runs.At("akka.conf");
        await File.WriteAllTextAsync(settings, "rnn.cluster.down-after = 1s");
        using TestCluster cluster = await TestCluster.Start(
            runs, ClusterRuns.Small, "--akka", "127.0.0.1:0", "--akka-settings", settings);
        RnnProcess hung = cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        hung.Signal("STOP");
        await cluster.AwaitMember("a", "down");
        hung.Signal("CONT");
        await cluster.AwaitMember("a", "up");
        await cluster.AssertStopsAsOneThread();
    }

    [Theory]
    [InlineData("debug", true)]
    [InlineData("none", false)]
    public async Task AkkasLogIsWrittenAsFarAsIsAskedFor(string level, bool isWritten)
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--log-level", level);
        cluster.Add("a");
        await cluster.AwaitPlan("a");
        cluster.Coordinator.Signal("TERM");
        (_, string error) = await cluster.Coordinator.AwaitExit();
        Assert.Equal(isWritten, error.Contains("rnncluster: akka: debug: ", StringComparison.Ordinal));
    }
}
