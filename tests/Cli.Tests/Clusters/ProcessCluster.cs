using System.Text.Json;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>A coordinator and its workers, each a process of its own.</summary>
internal class ProcessCluster : IDisposable
{
    private readonly string folder;
    private readonly TestHosts hosts;
    private readonly SortedDictionary<string, RnnProcess> workers = new(StringComparer.Ordinal);

    private int lastHost = 1;

    /// <summary>Starts a coordinator that hosts no worker.</summary>
    /// <param name="folder">The working directory of all of them, where they keep what they fetch, too.</param>
    /// <param name="hosts">Where they run.</param>
    /// <param name="spec">The path of the run's spec.</param>
    /// <param name="output">The run's folder.</param>
    /// <param name="options">More options of <c>coordinator</c>.</param>
    protected ProcessCluster(string folder, TestHosts hosts, string spec, string output, string[] options)
    {
        this.folder = folder;
        this.hosts = hosts;
        string[] arguments =
        [
            "coordinator",
            spec,
            "--listen",
            hosts.Listen,
            "--threads",
            "1",
            "--out",
            output,
            "--json",
            .. hosts.Leave,
            .. options,
        ];
        Coordinator = new RnnProcess(folder, hosts.StarterOn(1), [], arguments);
    }

    /// <summary>The coordinator, whose events tell what happens.</summary>
    public RnnProcess Coordinator { get; }

    /// <summary>Where workers join.</summary>
    public string Address { get; private set; } = "";

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
            Path.Join(folder, "cache"),
            "--json",
            .. hosts.Leave,
        ];
        var worker = new RnnProcess(folder, hosts.StarterOn(++lastHost), variables, arguments);
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
        Assert.Equal(0, code);
        JsonElement end = workers[name].Json;
        Forget(name);
        return end;
    }

    /// <summary>Waits for the end of everybody: with 0, without a complaint, and no step was made twice.</summary>
    /// <returns>The coordinator's last line.</returns>
    public async Task<JsonElement> AwaitEnds()
    {
        (int code, string error) = await Coordinator.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(0, code);
        foreach (string name in workers.Keys.ToArray())
        {
            Assert.True((await AwaitEnd(name)).GetProperty("ok").GetBoolean());
        }

        JsonElement end = Coordinator.Json;
        Assert.Equal(0, end.GetProperty("stepsLost").GetInt64());
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

    /// <summary>Waits until workers can join.</summary>
    protected async Task AwaitListening() =>
        Address = (await Coordinator.AwaitEvent("listening")).GetProperty("address").GetString()!;
}
