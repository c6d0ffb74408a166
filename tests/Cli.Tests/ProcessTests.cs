using System.Globalization;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>Real processes, real signals, real files.</summary>
public sealed class ProcessTests : IDisposable
{
    /// <summary>So long that no test machine reaches the end before the signal.</summary>
    private const long Endless = 100_000_000;

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    public async Task ARunThatIsKilledAndResumedLeavesWhatAnUninterruptedOneLeaves(string cell)
    {
        folder.Spec(cell, Endless);
        using (var killed = new RnnProcess(folder.Path, "train", "tiny.yaml", "--out", "killed", "--json"))
        {
            await killed.AwaitEvent("checkpoint");
            await killed.AwaitEvent("checkpoint");
            await killed.Kill();
        }

        await AssertResumes("killed");
    }

    [Theory]
    [InlineData("INT", "lstm")]
    [InlineData("TERM", "rnn-tanh")]
    public async Task ARunThatIsAskedToStopEndsWith0AndResumesToTheSameFiles(string signal, string cell)
    {
        folder.Spec(cell, Endless);
        using (var stopped = new RnnProcess(folder.Path, "train", "tiny.yaml", "--out", "stopped", "--json"))
        {
            await stopped.AwaitEvent("checkpoint");
            stopped.Signal(signal);
            (int code, string error) = await stopped.AwaitExit();
            Assert.Equal("", error);
            Assert.Equal(ExitCode.Done, code);
            Assert.Contains("{\"event\":\"stopping\"}", stopped.Lines);
            Assert.False(stopped.Json.GetProperty("complete").GetBoolean());
            Assert.Equal(stopped.Json.GetProperty("step").GetInt64(), StepOf("stopped"));
        }

        await AssertResumes("stopped");
    }

    [Fact]
    public async Task ASecondSignalAWhileLaterEndsTheProcessAtOnceWith130()
    {
        // A step of more than a teraflop: the second signal comes long before it is done.
        folder.Write(
            "slow.yaml",
            """
            name: slow
            task: language-model
            data: { text: text.txt, tokenizer: character }
            model: { embedding: 64, cell: lstm, hidden: 2048, layers: 1 }
            training:
              { batch: 96, window: 128, shards: 1, steps: 5, optimizer: { kind: sgd }, schedule: { kind: constant } }
            """);
        for (int attempt = 1; !await IsEndedByTheSecondSignal($"out-{attempt}"); attempt++)
        {
            Assert.True(attempt < 5, "the run ended by itself each time");
        }
    }

    /// <returns>
    /// False if the first signal came between two steps, not in one: the run then wrote a checkpoint, or had ended in
    /// good order. No event says that a step has begun.
    /// </returns>
    private async Task<bool> IsEndedByTheSecondSignal(string output)
    {
        using var slow = new RnnProcess(
            folder.Path, "train", "slow.yaml", "--threads", "1", "--json", "--out", output);
        await slow.AwaitEvent("progress");
        slow.Signal("INT");
        await slow.AwaitEvent("stopping");

        // The rule is about real time, and this is its lower bound: on a slow machine the signal only comes later.
        await Task.Delay(StopPatience.SecondMin, TimeProvider.System);
        bool isThere = slow.TrySignal("INT");
        (int code, string _) = await slow.AwaitExit();
        bool hasEnd = slow.Lines.Any(line => line.Contains("\"end\"", StringComparison.Ordinal));
        if (!isThere)
        {
            Assert.Equal((ExitCode.Done, true), (code, hasEnd));
            return false;
        }

        Assert.Equal((ExitCode.Interrupted, false), (code, hasEnd));
        return !Directory.EnumerateDirectories(folder.At(output), "checkpoint-*").Any();
    }

    [Fact]
    public async Task OutputGoesBelowTheWorkingDirectoryAndPlainLinesIntoAPipe()
    {
        folder.Spec();
        using var run = new RnnProcess(folder.Path, "train", "tiny.yaml");
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(30, StepOf("runs/tiny"));
        Assert.Contains("output      runs/tiny", run.Lines);
        Assert.Contains("checkpoint  step 30 in runs/tiny", run.Lines);
        Assert.DoesNotContain(run.Lines, line => line.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task AMistakeGoesToStandardErrorAlone()
    {
        using var run = new RnnProcess(folder.Path, "train", "absent.yaml", "--json");
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("rnncluster: absent.yaml: no such file; expected a run spec, a YAML file\n", error);
        Assert.Equal(ExitCode.Mistake, code);
        Assert.Empty(run.Lines);
    }

    /// <summary>Goes on for a few steps and compares with a run that was never interrupted.</summary>
    private async Task AssertResumes(string output)
    {
        string end = (StepOf(output) + 7).ToString(CultureInfo.InvariantCulture);
        string hash = await Train("tiny.yaml", "--out", output, "--resume", "--steps", end, "--threads", "1");
        Assert.Equal(hash, await Train("tiny.yaml", "--out", "straight", "--steps", end, "--partitions", "3"));
        Assert.Equal(folder.Remains("straight"), folder.Remains(output));
    }

    /// <summary>In a process again, as the spec's path is part of what a checkpoint holds.</summary>
    private async Task<string> Train(params string[] arguments)
    {
        using var run = new RnnProcess(folder.Path, ["train", .. arguments, "--json"]);
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        return run.Json.GetProperty("stateHash").GetString()!;
    }

    /// <summary>
    /// The step of the newest good checkpoint. A kill in the middle of a checkpoint leaves an unfinished one behind,
    /// which is passed over with a warning.
    /// </summary>
    private long StepOf(string output)
    {
        Answer answer = Answer.To("inspect", folder.At(output), "--json");
        Assert.Equal(ExitCode.Done, answer.Code);
        return answer.Json.GetProperty("step").GetInt64();
    }
}
