using System.Text.Json;

namespace RnnCluster.Cli.Tests.Clusters;

/// <summary>A cluster of processes that trains one of the <see cref="ClusterRuns"/>.</summary>
internal sealed class TestCluster : ProcessCluster
{
    private readonly ClusterRuns runs;
    private readonly string spec;
    private readonly string[] amendments;

    private TestCluster(
        ClusterRuns runs, string spec, TestHosts hosts, string output, string[] amendments, string[] options)
        : base(runs.Folder, hosts, runs.SpecPath(spec), runs.At(output), options)
    {
        this.runs = runs;
        this.spec = spec;
        this.amendments = amendments;
        Output = output;
    }

    /// <summary>The run's folder.</summary>
    public string Output { get; }

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
        JsonElement end = await AwaitEnds();
        runs.AssertSame(spec, Output, end, amendments);
        return end;
    }

    /// <summary>The cluster does not hear a node: it is suspected for that, and for nothing else.</summary>
    public static void AssertUnreachable(JsonElement suspected) =>
        Assert.Equal("unreachable", suspected.GetProperty("reason").GetString());

    private static async Task<TestCluster> Start(
        ClusterRuns runs, string spec, TestHosts hosts, string output, string[] amendments, string[] options)
    {
        var cluster = new TestCluster(runs, spec, hosts, output, amendments, options);
        try
        {
            await cluster.AwaitListening();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }
}
