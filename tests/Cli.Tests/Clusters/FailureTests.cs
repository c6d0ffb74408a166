using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Tests.Equality;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>
/// Workers come, go, die, hang and crawl while a run goes on; it ends with the bits of one thread in one process, in
/// every file. Everything here is a process, and every signal a real one.
/// </summary>
[Collection(ClusterTests.Name)]
public sealed class FailureTests(ClusterRuns runs)
{
    [Fact]
    public async Task AWorkerThatIsKilledInMidRunIsMissedByNobody()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        await cluster.AwaitCheckpoints(2);
        await cluster.Kill("a");
        JsonElement down = await cluster.AwaitMember("a", "down");
        Assert.Matches(
            "^the (peer closed the connection|connection broke: .*)$", down.GetProperty("reason").GetString());
        await cluster.AwaitPlan("b");
        await cluster.AwaitCheckpoints();
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Equal(2, end.GetProperty("workersSeen").GetInt64());
    }

    /// <summary>
    /// Worker b has no vector registers: its first step lasts for seconds, and it is killed within. It is the run's
    /// first step, too: nothing is usual yet, so nothing is given to another because it is late.
    /// </summary>
    [Fact]
    public async Task TheShardsOfAWorkerThatIsKilledInMidStepGoToAnotherWithinTheStep()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Heavy, "--min-workers", "2");
        cluster.Add("a");
        cluster.Add("b", LaneSwitch.NoVectors);
        await cluster.AwaitPlan("a", "b");
        await cluster.Kill("b");
        JsonElement moved = await cluster.Coordinator.AwaitEvent("moved");
        AssertMoved(moved, "reassigned", "b", "a");
        cluster.Add("c");
        await cluster.AwaitPlan("a", "c");
        await cluster.AwaitCheckpoints();
        JsonElement end = await cluster.AssertStopsAsOneThread();
        AssertReassigned(cluster, end, "b");
    }

    /// <summary>Both have no vector registers: their first step lasts for seconds; they are killed within.</summary>
    [Fact]
    public async Task TwoWorkersThatAreKilledAtOnceAreMissedByNobody()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Heavy, "--min-workers", "3");
        cluster.Add("a", LaneSwitch.NoVectors);
        cluster.Add("b", LaneSwitch.NoVectors);
        cluster.Add("c");
        await cluster.AwaitPlan("a", "b", "c");
        await cluster.Kill("a", "b");
        JsonElement moved = await cluster.Coordinator.AwaitEvent("moved");
        Assert.Equal("reassigned", moved.GetProperty("reason").GetString());

        // With one of three the step is finished, and no other begins before there are three again.
        await cluster.Coordinator.AwaitEvent("plan", plan => !plan.GetProperty("shards").EnumerateObject().Any());
        cluster.Add("d");
        cluster.Add("e");
        await cluster.AwaitPlan("c", "d", "e");
        await cluster.AwaitCheckpoints();
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Equal(5, end.GetProperty("workersSeen").GetInt64());
        AssertReassigned(cluster, end, "a", "b");
    }

    [Fact]
    public async Task AWorkerThatHangsIsSuspectedAndTakenBackWhenItGoesOn()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        RnnProcess hung = cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        await cluster.AwaitCheckpoints();
        hung.Signal("STOP");
        JsonElement suspected = await cluster.AwaitMember("a", "suspected");
        TestCluster.AssertUnreachable(suspected);
        await cluster.AwaitPlan("b");
        await cluster.AwaitCheckpoints(2);
        hung.Signal("CONT");
        await cluster.AwaitMember("a", "up");
        await cluster.AwaitPlan("a", "b");
        await cluster.AwaitCheckpoints();
        await cluster.AssertStopsAsOneThread();
    }

    /// <summary>Stopped for nine tenths of the time: each of its steps is as long as ten.</summary>
    [Fact]
    public async Task TheShardsOfAWorkerThatCrawlsAreComputedByAnotherToo()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        RnnProcess slow = cluster.Add("a");
        cluster.Add("b");
        await cluster.AwaitPlan("a", "b");
        await cluster.AwaitCheckpoints(2);
        using (new DutyCycle(slow.Id))
        {
            JsonElement moved = await cluster.Coordinator.AwaitEvent(
                "moved", moved => moved.GetProperty("from").GetString() == "a");
            AssertMoved(moved, "speculated", "a", "b");
            await cluster.AwaitCheckpoints();
        }

        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.True(end.GetProperty("speculatedShards").GetInt64() > 0);
    }

    [Fact]
    public async Task AWorkerThatJoinsInMidRunComputesWithTheOthers()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--workers", "1");
        await cluster.AwaitPlan("coordinator");
        await cluster.AwaitCheckpoints();
        cluster.Add("late");
        await cluster.AwaitPlan("coordinator", "late");
        await cluster.AwaitCheckpoints(2);
        JsonElement end = await cluster.AssertStopsAsOneThread();
        Assert.Equal(2, end.GetProperty("workersSeen").GetInt64());
    }

    /// <summary>The plan that first names it gives it a step that lasts: it is asked within, and owes some.</summary>
    [Fact]
    public async Task AWorkerThatIsDrainedAnswersWhatItOwesAndEndsWith0()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Heavy);
        cluster.Add("b");
        await cluster.AwaitPlan("b");
        RnnProcess drained = cluster.Add("a");
        await cluster.AwaitPlan("a", "b");
        drained.Signal("TERM");
        JsonElement ended = await cluster.AwaitEnd("a");
        Assert.True(ended.GetProperty("ok").GetBoolean());
        Assert.Equal("asked to end", ended.GetProperty("reason").GetString());
        JsonElement draining = await cluster.AwaitMember("a", "draining");
        Assert.Equal("asked to end", draining.GetProperty("reason").GetString());
        await cluster.AwaitMember("a", "down");
        await cluster.AwaitCheckpoints(2);
        await cluster.AssertStopsAsOneThread();
        AssertLeavesWithoutDebts(cluster, "a");
    }

    [Fact]
    public async Task WorkersOfUnlikeRegistersComputeTheSameBits()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--min-workers", "3");
        string[] switches = [LaneSwitch.None, LaneSwitch.NoAvx512, LaneSwitch.NoVectors];
        foreach (string variable in switches)
        {
            RnnProcess worker = cluster.Add($"w{variable.Length}", variable.Length == 0 ? [] : [variable]);
            JsonElement begin = await worker.AwaitEvent("begin");
            Assert.Equal(LaneSwitch.LanesWith(variable), begin.GetProperty("lanes").GetString());
        }

        await cluster.AwaitPlan([.. switches.Select(variable => $"w{variable.Length}").Order(StringComparer.Ordinal)]);
        await cluster.AwaitCheckpoints(2);
        await cluster.AssertStopsAsOneThread();
    }

    /// <summary>
    /// A draining worker gets nothing more and is let go when it owes nothing, so its end moves no shard. That no shard
    /// moves before that is no rule: a worker that a busy machine keeps silent for a second loses what it owes.
    /// </summary>
    private static void AssertLeavesWithoutDebts(TestCluster cluster, string name)
    {
        JsonElement[] asked = [.. cluster.Coordinator.Lines
            .Select(line => JsonDocument.Parse(line).RootElement)
            .SkipWhile(line => !IsMember(line, "draining"))];
        JsonElement[] gone = [.. asked.SkipWhile(line => !IsMember(line, "down"))];
        Assert.NotEmpty(gone);
        Assert.Contains(asked, line => Is(line, "plan"));
        Assert.DoesNotContain(
            asked, line => Is(line, "plan") && line.GetProperty("shards").TryGetProperty(name, out JsonElement _));
        Assert.DoesNotContain(asked, line => Is(line, "moved") && line.GetProperty("to").GetString() == name);
        Assert.DoesNotContain(gone, line => Is(line, "moved") && line.GetProperty("from").GetString() == name);

        bool Is(JsonElement line, string happened) => line.GetProperty("event").GetString() == happened;

        bool IsMember(JsonElement line, string state) => Is(line, "member")
            && line.GetProperty("node").GetString() == name
            && line.GetProperty("state").GetString() == state;
    }

    /// <summary>
    /// A loss gives out what its worker owed: at most the shards of a step. What the first of two gave to the second is
    /// given out twice, so the sum over two losses may be more than that.
    /// </summary>
    private static void AssertReassigned(TestCluster cluster, JsonElement end, params string[] lost)
    {
        (string? From, int Shards)[] moved = [.. cluster.Coordinator.Lines
            .Where(line => line.StartsWith("{\"event\":\"moved\"", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("reason").GetString() == "reassigned")
            .Select(line => (line.GetProperty("from").GetString(), CountShards(line.GetProperty("shards"))))];
        int[] losses = [.. lost.Select(name => moved.Where(each => each.From == name).Sum(each => each.Shards))];
        Assert.All(losses, shards => Assert.InRange(shards, 0, ClusterRuns.Shards));
        Assert.NotEqual(0, losses.Sum());
        Assert.Equal(moved.Sum(each => each.Shards), end.GetProperty("reassignedShards").GetInt64());
    }

    /// <summary>Counts in a text such as <c>[0..3] [6..6]</c>.</summary>
    private static int CountShards(JsonElement subtrees) => subtrees.GetString()!.Split(' ').Sum(subtree =>
    {
        string[] bounds = subtree.Trim('[', ']').Split("..");
        return int.Parse(bounds[1], CultureInfo.InvariantCulture)
            - int.Parse(bounds[0], CultureInfo.InvariantCulture) + 1;
    });

    private static void AssertMoved(JsonElement moved, string reason, string from, string to)
    {
        Assert.Equal(reason, moved.GetProperty("reason").GetString());
        Assert.Equal(from, moved.GetProperty("from").GetString());
        Assert.Equal(to, moved.GetProperty("to").GetString());
    }
}
