using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>A coordinator and its workers, each a process of its own, over loopback.</summary>
internal sealed class TestCluster : IDisposable
{
    private readonly ClusterRuns runs;
    private readonly string spec;
    private readonly string[] amendments;
    private readonly TestHosts hosts;
    private readonly SortedDictionary<string, RnnProcess> workers = new(StringComparer.Ordinal);

    private int lastHost = 1;

    private TestCluster(
        ClusterRuns runs, string spec, TestHosts hosts, string output, string[] amendments, RnnProcess coordinator)
    {
        this.runs = runs;
        this.spec = spec;
        this.hosts = hosts;
        this.amendments = amendments;
        Output = output;
        Coordinator = coordinator;
    }

    /// <summary>The coordinator, whose events tell what happens.</summary>
    public RnnProcess Coordinator { get; }

    /// <summary>The run's folder.</summary>
    public string Output { get; }

    /// <summary>Where workers join.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts a coordinator that hosts no worker, and waits until it listens.</summary>
    /// <param name="runs">The specs.</param>
    /// <param name="spec">Which one.</param>
    /// <param name="options">More options of <c>coordinator</c>.</param>
    public static Task<TestCluster> Start(ClusterRuns runs, string spec, params string[] options) =>
        Start(runs, spec, TestHosts.Here, runs.NextOutput(), [], options);

    /// <summary>The same on other hosts than this one.</summary>
    public static Task<TestCluster> Start(ClusterRuns runs, string spec, TestHosts hosts, params string[] options) =>
        Start(runs, spec, hosts, runs.NextOutput(), [], options);

    /// <summary>The same with a folder that may hold a run already, and amendments that this run has.</summary>
    public static Task<TestCluster> Start(
        ClusterRuns runs, string spec, string output, string[] amendments, params string[] options) =>
        Start(runs, spec, TestHosts.Here, output, amendments, options);

    /// <summary>Starts a worker, on the next host if there are several.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="variables">Environment variables, each as NAME=VALUE.</param>
    public RnnProcess Add(string name, params string[] variables)
    {
        string[] arguments =
        [
            "worker",
            "--join",
            Address,
            "--name",
            name,
            "--threads",
            "1",
            "--cache",
            runs.At("cache"),
            "--json",
            .. hosts.Leave,
        ];
        var worker = new RnnProcess(runs.Folder, hosts.StarterOn(++lastHost), variables, arguments);
        workers.Add(name, worker);
        return worker;
    }

    /// <summary>Waits for a plan that gives shards to exactly these workers.</summary>
    public Task<JsonElement> AwaitPlan(params string[] names) => Coordinator.AwaitEvent("plan", plan =>
        plan.GetProperty("shards").EnumerateObject().Select(shards => shards.Name).Order(StringComparer.Ordinal)
            .SequenceEqual(names));

    /// <summary>Waits until the coordinator says that a worker is in a state.</summary>
    public Task<JsonElement> AwaitMember(string name, string state) => Coordinator.AwaitEvent("member", member =>
        member.GetProperty("node").GetString() == name && member.GetProperty("state").GetString() == state);

    /// <summary>Waits for so many more checkpoints.</summary>
    public async Task AwaitCheckpoints(int count = 1)
    {
        for (int index = 0; index < count; index++)
        {
            await Coordinator.AwaitEvent("checkpoint");
        }
    }

    /// <summary>SIGKILL for some workers, all before the first is waited for.</summary>
    public async Task Kill(params string[] names)
    {
        foreach (string name in names)
        {
            workers[name].Signal("KILL");
        }

        foreach (string name in names)
        {
            await workers[name].AwaitExit();
            Forget(name);
        }
    }

    /// <summary>Waits for the end of a worker that leaves by itself: with 0 and without a complaint.</summary>
    public async Task<JsonElement> AwaitEnd(string name)
    {
        (int code, string error) = await workers[name].AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        JsonElement end = workers[name].Json;
        Forget(name);
        return end;
    }

    /// <summary>
    /// SIGTERM to the coordinator: it ends with 0, so do the workers, nothing is lost, and what is left is what one
    /// thread in one process leaves.
    /// </summary>
    /// <returns>The coordinator's last line.</returns>
    public async Task<JsonElement> AssertStopsAsOneThread()
    {
        Coordinator.Signal("TERM");
        return await AssertEndsAsOneThread();
    }

    /// <summary>The same for a run that comes to an end by itself.</summary>
    public async Task<JsonElement> AssertEndsAsOneThread()
    {
        (int code, string error) = await Coordinator.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        foreach (string name in workers.Keys.ToArray())
        {
            Assert.True((await AwaitEnd(name)).GetProperty("ok").GetBoolean());
        }

        JsonElement end = Coordinator.Json;
        Assert.Equal(0, end.GetProperty("stepsLost").GetInt64());
        runs.AssertSame(spec, Output, end, amendments);
        return end;
    }

    /// <summary>A worker that has ended is not waited for when the run ends.</summary>
    public void Forget(string name)
    {
        workers.Remove(name, out RnnProcess? worker);
        worker!.Dispose();
    }

    /// <summary>Calls a worker otherwise here; in the cluster it keeps its name.</summary>
    public void Rename(string name, string other)
    {
        workers.Remove(name, out RnnProcess? worker);
        workers.Add(other, worker!);
    }

    public void Dispose()
    {
        Coordinator.Dispose();
        foreach (RnnProcess worker in workers.Values)
        {
            worker.Dispose();
        }
    }

    private static async Task<TestCluster> Start(
        ClusterRuns runs, string spec, TestHosts hosts, string output, string[] amendments, string[] options)
    {
        string[] arguments =
        [
            "coordinator",
            runs.SpecPath(spec),
            "--listen",
            hosts.Listen,
            "--threads",
            "1",
            "--out",
            runs.At(output),
            "--json",
            .. hosts.Leave,
            .. options,
        ];
        var coordinator = new RnnProcess(runs.Folder, hosts.StarterOn(1), [], arguments);
        var cluster = new TestCluster(runs, spec, hosts, output, amendments, coordinator);
        try
        {
            cluster.Address = (await coordinator.AwaitEvent("listening")).GetProperty("address").GetString()!;
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }
}
