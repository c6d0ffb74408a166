using System.Globalization;
using System.Text.Json;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>
/// SIGTERM at the moments of a run in which something else is under way: before the first step, while a checkpoint is
/// written, while the state is sent to a worker, in the last print. Each ends with 0 and a checkpoint, from which a
/// resume comes to the state and the metrics of the calm run.
/// </summary>
public sealed class StopMomentTests : IDisposable
{
    /// <summary>A state of more than 100 MB: to write it, to send it and to draw 200 symbols take a while.</summary>
    private const string Large = "large";

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("train", "begin")]
    [InlineData("train", "begin", "--workers", "2", "--dashboard", "off")]
    [InlineData("coordinator", "waiting", "--listen", "127.0.0.1:0", "--dashboard", "off")]
    public async Task BeforeTheFirstStep(string command, string moment, params string[] options)
    {
        folder.Spec(steps: 100_000_000);
        using RnnProcess run = Start(command, "tiny", ["--out", "out", .. options]);
        await run.AwaitEvent(moment);
        long step = await AssertStops(run);
        if (command == "coordinator")
        {
            Assert.Equal(0, step);
        }

        await AssertResumes("tiny", step + 5);
    }

    [Fact]
    public async Task WhileACheckpointIsWritten()
    {
        WriteLarge(every: 1);
        Directory.CreateDirectory(folder.At("out"));
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(folder.At("out"), "checkpoint-*");
        watcher.NotifyFilter = NotifyFilters.DirectoryName;
        watcher.Created += (_, _) => begun.TrySetResult();
        watcher.EnableRaisingEvents = true;
        using RnnProcess run = Start("train", Large, ["--out", "out"]);

        // The folder is made, and 100 MB are still to be written into it.
        await begun.Task;
        await AssertResumes(Large, await AssertStops(run) + 1);
    }

    [Fact]
    public async Task WhileTheStateIsSentToAWorkerThatStandsStill()
    {
        WriteLarge(every: 1000);
        using RnnProcess run = Start(
            "coordinator", Large,
            ["--out", "out", "--listen", "127.0.0.1:0", "--workers", "1", "--dashboard", "off"]);
        string address = (await run.AwaitEvent("listening")).GetProperty("address").GetString()!;
        await run.AwaitEvent("progress");
        using var worker = new RnnProcess(
            folder.Path, "worker", "--join", address, "--name", "late", "--threads", "1", "--cache",
            folder.At("cache"), "--json");
        await run.AwaitEvent("member", member => member.GetProperty("state").GetString() == "syncing");
        worker.Signal("STOP");
        long step = await AssertStops(run);
        await worker.Kill();
        Assert.DoesNotContain(run.Lines, line => line.Contains("\"state\":\"up\"", StringComparison.Ordinal)
            && line.Contains("\"late\"", StringComparison.Ordinal));
        await AssertResumes(Large, step + 1);
    }

    [Fact]
    public async Task InTheLastPrint()
    {
        WriteLarge(every: 1000);
        using RnnProcess run = Start("train", Large, ["--out", "out", "--steps", "1"]);

        // The last one: the sample of 200 symbols is still to be drawn.
        await run.AwaitEvent("checkpoint");
        run.Signal("TERM");
        JsonElement end = await AssertEnd(run);
        Assert.True(end.GetProperty("complete").GetBoolean());
        Assert.True(Directory.Exists(folder.At("out/checkpoint-0000000001")));
        Assert.NotEqual(200, end.GetProperty("sample").GetString()!.Length);
    }

    private static async Task<JsonElement> AssertEnd(RnnProcess run)
    {
        (int code, string error) = await run.AwaitExit();
        Assert.Equal((ExitCode.Done, ""), (code, error));
        return run.Json;
    }

    private RnnProcess Start(string command, string spec, string[] options) => new(
        folder.Path, [command, $"{spec}.yaml", "--threads", "1", "--json", .. options]);

    /// <returns>The step of the checkpoint that the run leaves.</returns>
    private async Task<long> AssertStops(RnnProcess run)
    {
        run.Signal("TERM");
        JsonElement end = await AssertEnd(run);
        Assert.False(end.GetProperty("complete").GetBoolean());
        long step = end.GetProperty("step").GetInt64();
        Assert.Single(run.Lines, "{\"event\":\"stopping\"}");
        JsonElement left = Answer.Done("inspect", folder.At("out"), "--json").Json;
        Assert.Equal(step, left.GetProperty("step").GetInt64());
        Assert.Equal(end.GetProperty("stateHash").GetString(), left.GetProperty("stateHash").GetString());
        return step;
    }

    private async Task AssertResumes(string spec, long steps)
    {
        string bound = steps.ToString(CultureInfo.InvariantCulture);
        using RnnProcess resumed = Start("train", spec, ["--out", "out", "--resume", "--steps", bound]);
        string hash = (await AssertEnd(resumed)).GetProperty("stateHash").GetString()!;
        using RnnProcess calm = Start("train", spec, ["--out", "calm", "--steps", bound]);
        Assert.Equal((await AssertEnd(calm)).GetProperty("stateHash").GetString(), hash);
        Assert.Equal(
            File.ReadAllText(folder.At("calm/metrics.jsonl")), File.ReadAllText(folder.At("out/metrics.jsonl")));
    }

    private void WriteLarge(int every) => folder.Write(
        $"{Large}.yaml",
        $$"""
        name: {{Large}}
        seed: 7
        task: language-model
        data: { text: text.txt, tokenizer: character, split: [0.8, 0.1, 0.1] }
        model: { embedding: 8, cell: lstm, hidden: 1536, layers: 1 }
        training:
          batch: 2
          window: 2
          shards: 2
          steps: 100000000
          optimizer: { kind: adam, rate: 0.001 }
          schedule: { kind: constant }
        validation: { every: 0 }
        checkpoints: { every: {{every}}, keep: 2 }
        """);
}
