using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary><c>train --workers N --processes</c>, and how workers end that have nobody to work for.</summary>
[Collection(ClusterTests.Name)]
public sealed class ChildProcessTests(ClusterRuns runs)
{
    /// <summary>A worker that was not told, but misses its coordinator, ends after 60 seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task AnyNumberOfProcessesGivesTheBitsOfOneThread(int workers)
    {
        string output = runs.NextOutput();
        using RnnProcess run = Train(output, workers, "--steps", "40");
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        JsonElement end = run.Json;
        Assert.Equal(workers, end.GetProperty("workersSeen").GetInt64());
        Assert.Equal(0, end.GetProperty("stepsLost").GetInt64());
        Assert.True(end.GetProperty("complete").GetBoolean());
        runs.AssertSame(ClusterRuns.Small, output, end);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public async Task ChildrenEndWithTheirParentWhateverEndsIt(string signal)
    {
        string output = runs.NextOutput();
        using RnnProcess run = Train(output, 3);
        await run.AwaitEvent("plan", plan => plan.GetProperty("shards").EnumerateObject().Count() == 3);
        Process[] children = [.. ChildrenOf(run.Id).Select(Process.GetProcessById)];
        Assert.Equal(2, children.Length);
        using var patience = new CancellationTokenSource(Patience);
        run.Signal(signal);
        foreach (Process child in children)
        {
            await child.WaitForExitAsync(patience.Token);
            child.Dispose();
        }

        await run.AwaitExit();
    }

    [Fact]
    public async Task AWorkerWithoutItsCoordinatorGivesUpAfterTheStatedTime()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small);
        using RnnProcess worker = Worker(cluster.Address, "--give-up-after", "1");
        await cluster.AwaitPlan("lonely");
        await cluster.AwaitCheckpoints();
        cluster.Coordinator.Signal("KILL");
        await cluster.Coordinator.AwaitExit();
        (int code, string error) = await worker.AwaitExit();
        string reason = error.TrimEnd('\n');
        Assert.Matches(
            $"^rnncluster: no coordinator at {cluster.Address} for [1-9][0-9]*\\.[0-9] s: Connection refused; "
            + "it was in run [0-9a-f]{64}, at step [1-9][0-9]* of 100000000, when it lost its coordinator "
            + "[1-9][0-9]*\\.[0-9] s ago$",
            reason);
        Assert.Equal($"rnncluster: {worker.Json.GetProperty("reason").GetString()}", reason);
        Assert.False(worker.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(ExitCode.Failed, code);
    }

    [Fact]
    public async Task ARunWaitsForItsLeastNumberOfWorkersAndSaysSo()
    {
        using TestCluster cluster = await TestCluster.Start(runs, ClusterRuns.Small, "--min-workers", "2");
        JsonElement waiting = await cluster.Coordinator.AwaitEvent("waiting");
        AssertWaiting(waiting, isWaiting: true, workers: 0);
        cluster.Add("a");
        await cluster.AwaitMember("a", "up");
        cluster.Add("b");
        AssertWaiting(await cluster.Coordinator.AwaitEvent("waiting"), isWaiting: false, workers: 2);
        Assert.DoesNotContain(
            cluster.Coordinator.Lines, line => line.StartsWith("{\"event\":\"plan\"", StringComparison.Ordinal));
        await cluster.AwaitCheckpoints();
        await cluster.Kill("a");
        AssertWaiting(await cluster.Coordinator.AwaitEvent("waiting"), isWaiting: true, workers: 1);
        cluster.Add("c");
        AssertWaiting(await cluster.Coordinator.AwaitEvent("waiting"), isWaiting: false, workers: 2);
        await cluster.AwaitPlan("b", "c");
        await cluster.AwaitCheckpoints();
        await cluster.AssertStopsAsOneThread();
    }

    private static void AssertWaiting(JsonElement happened, bool isWaiting, int workers)
    {
        Assert.Equal(isWaiting, happened.GetProperty("waiting").GetBoolean());
        Assert.Equal(workers, happened.GetProperty("workers").GetInt32());
        Assert.Equal(2, happened.GetProperty("workersMin").GetInt32());
    }

    private RnnProcess Train(string output, int workers, params string[] options) => new(
        runs.Folder,
        [
            "train",
            runs.SpecPath(ClusterRuns.Small),
            "--out",
            runs.At(output),
            "--workers",
            workers.ToString(CultureInfo.InvariantCulture),
            "--processes",
            "--threads",
            workers.ToString(CultureInfo.InvariantCulture),
            "--json",
            .. options,
        ]);

    private RnnProcess Worker(string address, params string[] options) => new(
        runs.Folder,
        [
            "worker", "--join", address, "--name", "lonely", "--threads", "1", "--cache", runs.At("cache"), "--json",
            .. options,
        ]);

    /// <summary>
    /// Asks each process for its parent. The threads of the parent know their children, too, but they come and go while
    /// they are asked.
    /// </summary>
    private static IEnumerable<int> ChildrenOf(int parent) => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => name!.All(char.IsAsciiDigit))
        .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
        .Where(process => ParentOf(process) == parent);

    /// <summary>A process's parent; null for one that has ended meanwhile.</summary>
    private static int? ParentOf(int process)
    {
        try
        {
            // The name of the program is in brackets and may have brackets of its own.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ')[2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
