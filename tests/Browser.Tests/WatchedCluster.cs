using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Tests;
using RnnCluster.Cli.Tests.Clusters;

namespace RnnCluster.Browser.Tests;

/// <summary>A run of two workers, each a process of its own, whose coordinator serves the dashboard.</summary>
internal sealed class WatchedCluster : ProcessCluster
{
    /// <summary>The two workers.</summary>
    public const string First = "worker-1";

    public const string Second = "worker-2";

    private WatchedCluster(string folder, string spec, string output, string[] options)
        : base(folder, TestHosts.Here, spec, output, options)
    {
    }

    /// <summary>Where the dashboard is.</summary>
    public Uri Site { get; private set; } = new("http://127.0.0.1/");

    /// <summary>The token that the coordinator printed.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Writes a spec whose steps take a few milliseconds, of the first part of Tiny Shakespeare.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="checkpointsEvery">Steps from checkpoint to checkpoint.</param>
    /// <returns>Its path.</returns>
    public static string WriteSpec(RunFolder folder, int checkpointsEvery = 100) => folder.Write(
        "watched.yaml",
        $$"""
        name: watched
        seed: 3
        task: language-model
        data: { text: text.txt, tokenizer: character, split: [0.9, 0.05, 0.05] }
        model: { embedding: 24, cell: lstm, hidden: 64, layers: 2, dropout: 0.1 }
        training:
          batch: 16
          window: 24
          shards: 8
          steps: 100000000
          clip: { norm: 1 }
          optimizer: { kind: adam, rate: 0.003 }
          schedule: { kind: constant }
        validation: { every: 100 }
        checkpoints: { every: {{checkpointsEvery}}, keep: 3 }
        """);

    /// <summary>Starts a coordinator and two workers, and waits until both have shards.</summary>
    /// <param name="folder">The working directory of all.</param>
    /// <param name="spec">The spec's path.</param>
    /// <param name="output">The run's folder in it.</param>
    /// <param name="dashboard">Where the dashboard listens.</param>
    /// <param name="options">More options of the coordinator.</param>
    public static async Task<WatchedCluster> Start(
        RunFolder folder, string spec, string output, string dashboard = "127.0.0.1:0", params string[] options)
    {
        var cluster = new WatchedCluster(
            folder.Path, spec, folder.At(output), ["--min-workers", "1", "--dashboard", dashboard, .. options]);
        try
        {
            await cluster.AwaitListening();
            JsonElement serving = await cluster.Coordinator.AwaitEvent("dashboard");
            cluster.Site = new Uri(serving.GetProperty("address").GetString()!);
            cluster.Token = serving.GetProperty("token").GetString()!;
            cluster.Add(First);
            cluster.Add(Second);
            await cluster.AwaitPlan(First, Second);
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Waits for the end of the run, and demands the state of one thread in one process that nobody watches.
    /// </summary>
    public async Task AssertEndsAsUnwatched(RunFolder folder, string spec, params string[] amendments)
    {
        JsonElement end = await AwaitEnds();
        string steps = end.GetProperty("step").GetInt64().ToString(CultureInfo.InvariantCulture);
        string[] amend = [.. amendments.SelectMany(amendment => new[] { "--amend", amendment })];
        using var alone = new RnnProcess(
            folder.Path,
            ["train", spec, "--out", folder.At("alone"), "--threads", "1", "--steps", steps, "--json", .. amend]);
        (int code, string error) = await alone.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(alone.Json.GetProperty("stateHash").GetString(), end.GetProperty("stateHash").GetString());
    }
}
