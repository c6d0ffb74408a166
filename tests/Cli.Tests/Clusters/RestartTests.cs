using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>Stops, kills of everything, and what goes on from the files; amendments survive all of it.</summary>
[Collection(ClusterTests.Name)]
public sealed class RestartTests(ClusterRuns runs)
{
    private const string Amendment = "15:0.002";

    [Fact]
    public async Task ARunWhoseProcessesAreAllKilledGoesOnWithAnotherNumberOfWorkers()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        await cluster.AwaitCheckpoints(2);
        cluster.Coordinator.Signal("KILL");
        await cluster.Kill("a", "b");
        await cluster.Coordinator.AwaitExit();
        await AssertGoesOn(cluster.Output, workers: 3);
    }

    [Fact]
    public async Task ACoordinatorThatIsAskedToStopLeavesACheckpointThatGoesOn()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        cluster.Add("a");
        await cluster.AwaitCheckpoints(2);
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Contains("{\"event\":\"stopping\"}", cluster.Coordinator.Lines);
        Assert.False(end.GetProperty("complete").GetBoolean());

        string steps = Text(end.GetProperty("step").GetInt64() + 7);
        using TestCluster resumed = await TestCluster.Start(
            runs, ClusterRuns.Small, cluster.Output, [], "--resume", "--steps", steps);
        resumed.Add("b");
        JsonElement last = await resumed.AssertEndsAsOneThread();
        AssertBeganAt(end.GetProperty("step").GetInt64(), resumed.Coordinator);
        Assert.True(last.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task AChangeOfTheLearningRateInMidRunIsThatOfOneProcess()
    {
        using TestCluster cluster = await TestCluster.Start(
            runs, ClusterRuns.Small, runs.NextOutput(), [Amendment], "--amend", Amendment, "--workers", "1");
        cluster.Add("a");
        await cluster.AwaitPlan("a", "coordinator");
        await cluster.AwaitCheckpoints(3);
        await cluster.AssertStopsAsOneThread();
    }

    [Fact]
    public async Task AChangeOfTheLearningRateOutlivesEveryProcess()
    {
        using TestCluster cluster = await TestCluster.Start(
            runs, ClusterRuns.Small, runs.NextOutput(), [Amendment], "--amend", Amendment);
        cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        await cluster.Kill("b");
        await cluster.AwaitMember("b", "down");
        await cluster.AwaitCheckpoints();
        cluster.Coordinator.Signal("KILL");
        await cluster.Kill("a");
        await cluster.Coordinator.AwaitExit();
        await AssertGoesOn(cluster.Output, workers: 2, Amendment);
    }

    /// <summary>Goes on by <c>train</c> with workers of its own.</summary>
    private async Task AssertGoesOn(string output, int workers, params string[] amendments)
    {
        Answer left = Answer.To("inspect", runs.At(output), "--json");
        long end = Math.Max(30, left.Json.GetProperty("step").GetInt64() + 7);
        using var resumed = new RnnProcess(
            runs.Folder,
            "train",
            runs.SpecPath(ClusterRuns.Small),
            "--out",
            runs.At(output),
            "--resume",
            "--workers",
            Text(workers),
            "--processes",
            "--threads",
            Text(workers),
            "--steps",
            Text(end),
            "--json");
        (int code, string error) = await resumed.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        AssertBeganAt(left.Json.GetProperty("step").GetInt64(), resumed);
        Assert.Equal(end, resumed.Json.GetProperty("step").GetInt64());
        Assert.Equal(workers, resumed.Json.GetProperty("workersSeen").GetInt64());
        Assert.True(resumed.Json.GetProperty("complete").GetBoolean());
        runs.AssertSame(ClusterRuns.Small, output, resumed.Json, amendments);
    }

    /// <summary>Who begins anew comes to the same bits, too: that it went on is seen here alone.</summary>
    private static void AssertBeganAt(long step, RnnProcess run)
    {
        string begin = run.Lines.First(line => line.StartsWith("{\"event\":\"begin\"", StringComparison.Ordinal));
        Assert.Equal(step, JsonDocument.Parse(begin).RootElement.GetProperty("step").GetInt64());
        Assert.True(step > 0);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
