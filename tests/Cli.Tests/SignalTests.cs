using System.Globalization;
using RnnCluster.Cli.Hosting;

namespace RnnCluster.Cli.Tests;

/// <summary>
/// Real signals, as terminals, service managers and batch systems send them: whatever comes, one checkpoint is left
/// that a resume continues to the files of the calm run.
/// </summary>
public sealed class SignalTests : IDisposable
{
    private const long Endless = 100_000_000;

    private readonly RunFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    [InlineData("HUP")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public async Task EverySignalThatAsksForAStopLeavesACheckpoint(string signal)
    {
        using RnnProcess run = Train([]);
        await run.AwaitEvent("checkpoint");
        run.Signal(signal);
        await AssertStopsWell(run);
    }

    [Theory]
    [InlineData("TERM", "HUP")]
    [InlineData("INT", "TERM")]
    [InlineData("USR1", "TERM")]
    public async Task TwoSignalsCloseTogetherAreOne(string first, string second)
    {
        using RnnProcess run = Train([]);
        await run.AwaitEvent("checkpoint");

        // While it is stopped both wait for it, so that it gets them together.
        run.Signal("STOP");
        run.Signal(first);
        run.Signal(second);
        run.Signal("CONT");
        await AssertStopsWell(run);
    }

    [Fact]
    public async Task TimeoutThatSignalsItsChildAndThenTheGroupStopsTheRunOnce()
    {
        // Asked to end, `timeout` does what it does when the time is over: a signal to its child, one to the group.
        using RnnProcess run = Train(["timeout", "1000"]);
        await run.AwaitEvent("checkpoint");
        run.Signal("TERM");
        await AssertStopsWell(run);
    }

    [Fact]
    public async Task ASignalToTheProcessGroupStopsARunWithItsChildren()
    {
        using RnnProcess run = Train(["setsid"], "--workers", "3", "--processes");
        await run.AwaitEvent("plan", plan => plan.GetProperty("shards").EnumerateObject().Count() == 3);
        await run.AwaitEvent("checkpoint");
        run.SignalGroup("TERM");
        await AssertStopsWell(run);
    }

    [Fact]
    public async Task ARunUnderNohupSurvivesItsTerminal()
    {
        folder.Spec("lstm", Endless);

        // `env` sets the other signals to their defaults first, `nohup` has SIGHUP ignored from then on.
        using var run = new RnnProcess(
            folder.Path, [], [], ["train", "tiny.yaml", "--out", "out", "--json"], ["nohup"]);
        await run.AwaitEvent("checkpoint");
        run.Signal("HUP");
        await run.AwaitEvent("checkpoint");
        await run.AwaitEvent("checkpoint");
        run.Signal("TERM");
        await AssertStopsWell(run);
    }

    [Theory]
    [InlineData("HUP")]
    [InlineData("USR1")]
    [InlineData("USR2")]
    public async Task AWorkerThatIsWarnedEndsWith0(string signal)
    {
        // It looks for a coordinator that does not exist: nothing is owed, and it goes.
        using var worker = new RnnProcess(
            folder.Path, "worker", "--join", "127.0.0.1:9", "--cache", folder.At("cache"), "--json");
        await worker.AwaitEvent("begin");
        worker.Signal(signal);
        (int code, string error) = await worker.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
    }

    private RnnProcess Train(string[] starter, params string[] options)
    {
        folder.Spec("lstm", Endless);
        return new RnnProcess(
            folder.Path, starter, [], ["train", "tiny.yaml", "--out", "out", "--threads", "1", "--json", .. options]);
    }

    private async Task AssertStopsWell(RnnProcess run)
    {
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        Assert.Single(run.Lines, "{\"event\":\"stopping\"}");
        Assert.False(run.Json.GetProperty("complete").GetBoolean());
        long step = run.Json.GetProperty("step").GetInt64();
        Assert.True(Directory.Exists(folder.At($"out/checkpoint-{step:d10}")));
        string bound = (step + 7).ToString(CultureInfo.InvariantCulture);
        string hash = await Finish("--out", "out", "--resume", "--steps", bound);
        Assert.Equal(hash, await Finish("--out", "calm", "--steps", bound));
        Assert.Equal(folder.Remains("calm"), folder.Remains("out"));
    }

    private async Task<string> Finish(params string[] options)
    {
        using var run = new RnnProcess(folder.Path, ["train", "tiny.yaml", "--threads", "1", "--json", .. options]);
        (int code, string error) = await run.AwaitExit();
        Assert.Equal("", error);
        Assert.Equal(ExitCode.Done, code);
        return run.Json.GetProperty("stateHash").GetString()!;
    }
}
