using System.Threading.Channels;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Hosting.Tests;

/// <summary>A coordinator's process on real threads: how it begins, ends and cleans up behind itself.</summary>
public sealed class CoordinatorProcessTests(TinyRun runs) : IClassFixture<TinyRun>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Endpoint AnyPort = new("127.0.0.1", 0);

    [Fact]
    public async Task ItTellsWhichPortItTook()
    {
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess process = Listen(run, AnyPort);

        Assert.Equal("127.0.0.1", process.Listening!.Value.Host);
        Assert.InRange(process.Listening.Value.Port, 1, 65_535);
    }

    [Fact]
    public async Task APortThatIsTakenIsAMistakeByName()
    {
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess process = Listen(run, AnyPort);
        using TrainingRun other = runs.Open();
        InputException fault = Assert.Throws<InputException>(() => Listen(other, process.Listening!.Value));

        Assert.Contains(process.Listening!.Value.ToString(), fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnAddressBeyondThisMachineNeedsLeave()
    {
        using TrainingRun run = runs.Open();
        InputException fault = Assert.Throws<InputException>(() => Listen(run, new Endpoint("192.0.2.1", 0)));

        Assert.Contains("--insecure", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStopBeforeTheBeginningStopsTheRunBeforeItsFirstUpdate()
    {
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess process = Host(run);
        process.Stop("by me");
        process.Begin();
        CoordinatorEnd end = await process.Ended.WaitAsync(Patience);

        Assert.Null(end.Failure);
        Assert.Equal((Step.Zero, false), (end.Result!.Step, end.Result.IsComplete));
    }

    [Fact]
    public async Task WhatNeverBeganIsDisposedOf()
    {
        using TrainingRun run = runs.Open();
        CoordinatorProcess process = Host(run, TinyRun.Node("worker-2"));
        await process.DisposeAsync();

        Assert.Equal(0, process.Loans);
        await AssertEndedEarly(process);
        Assert.True(process.System.WhenTerminated.IsCompleted);
    }

    [Fact]
    public async Task ARunInTheMiddleIsDisposedOf()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using TrainingRun run = runs.Open(step => reached.TrySetResult(), steps: TinyRun.Endless);
        CoordinatorProcess process = Host(run, TinyRun.Node("worker-2"), TinyRun.Node("worker-3"));
        process.Begin();
        await reached.Task.WaitAsync(Patience);
        await process.DisposeAsync();

        await AssertEndedEarly(process);
        Assert.Equal(0, process.Loans);
        Assert.All(process.Workers, worker => Assert.Equal(0, worker.Loans));
    }

    [Fact]
    public async Task ARunThatEndedOwesNothing()
    {
        using TrainingRun run = runs.Open();
        CoordinatorProcess process = Host(run, TinyRun.Node("worker-2"));
        process.Begin();
        CoordinatorEnd end = await process.Ended.WaitAsync(Patience);
        await process.DisposeAsync();

        Assert.Same(end, await process.Ended);
        Assert.True(end.Result!.IsComplete);
        Assert.Equal(0, process.Loans);
        Assert.Equal(0, Assert.Single(process.Workers).Loans);
    }

    [Fact]
    public async Task AWarningOfTheJournalIsAnEventOfTheRun()
    {
        string? log = null;
        using TrainingRun run = runs.Open(
            step =>
            {
                if (step.Value == 3)
                {
                    File.Delete(log!);
                }
            });
        log = Path.Join(runs.LastOutput, "metrics.jsonl");
        await using CoordinatorProcess process = Host(run);
        var warnings = Channel.CreateUnbounded<string>();
        IActorRef watcher = process.System.ActorOf(
            ActorProps.Of(() => new Watcher(warnings.Writer)), "watcher");
        process.System.EventStream.Subscribe(watcher, typeof(RunWarned));
        process.Begin();

        string warning = await warnings.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        Assert.Contains("another program cut, moved or deleted it", warning, StringComparison.Ordinal);
        Assert.True((await process.Ended.WaitAsync(Patience)).Result!.IsComplete);
    }

    [Fact]
    public async Task ABugInAnActorIsTheEnd()
    {
        using TrainingRun run = runs.Open(
            step => throw new InvalidOperationException($"a bug after step {step}"));
        await using CoordinatorProcess process = Host(run);
        process.Begin();
        InvalidOperationException bug = await Assert.ThrowsAsync<InvalidOperationException>(
            () => process.Ended.WaitAsync(Patience));

        Assert.Equal("a bug after step 1", bug.Message);
    }

    [Fact]
    public async Task ABugInAWorkerOfThisProcessIsTheEnd()
    {
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess process = Host(run, TinyRun.Node("worker-2", threads: 0));
        process.Begin();

        _ = await Assert.ThrowsAnyAsync<ArgumentException>(() => process.Ended.WaitAsync(Patience));
    }

    [Fact]
    public async Task ALossThatIsNoNumberIsTheEndNotAWait()
    {
        using TrainingRun run = runs.Open(cell: "rnn-relu", rate: "1e30");
        await using CoordinatorProcess process = Host(run);
        process.Begin();
        CoordinatorEnd end = await process.Ended.WaitAsync(Patience);

        Assert.Contains("is no finite number; the update was not made", end.Failure, StringComparison.Ordinal);
        Assert.Equal(FailureKind.NonFinite, end.Kind);
        Assert.Null(end.Result);
    }

    public static TheoryData<Exception, FailureKind> Faults => new()
    {
        { new InputException("the reason"), FailureKind.Mistake },
        { new StorageException("the reason"), FailureKind.World },
        { new NonFiniteException("the reason"), FailureKind.NonFinite },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task AFaultThatAnUpdateMeetsIsTheEndWithItsKind(Exception fault, FailureKind kind)
    {
        using TrainingRun run = runs.Open(step => throw fault);
        await using CoordinatorProcess process = Host(run);
        process.Begin();
        CoordinatorEnd end = await process.Ended.WaitAsync(Patience);

        Assert.Equal(("the reason", kind), (end.Failure, end.Kind));
    }

    [Fact]
    public async Task OperatorsAreAnswered()
    {
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess process = Host(run, TinyRun.Node("worker-2"));
        process.Begin();
        CommandReply reply = await process.Coordinator.Ask<CommandReply>(
            new DrainWorker(new NodeId("nobody")), Patience);

        Assert.False(reply.IsAccepted);
    }

    /// <summary>Whoever waits for the end is not left waiting.</summary>
    private static async Task AssertEndedEarly(CoordinatorProcess process)
    {
        Assert.True(process.Ended.IsCompleted);
        CoordinatorEnd end = await process.Ended;
        Assert.Equal(
            (null, "the coordinator was disposed of before the run's end", FailureKind.World),
            (end.Result, end.Failure, end.Kind));
    }

    private static CoordinatorProcess Listen(TrainingRun run, Endpoint at) => CoordinatorProcess.Listen(
        run, TinyRun.Node("coordinator"), new ClusterSettings(), at, new TransportOptions(), TimeProvider.System);

    private static CoordinatorProcess Host(TrainingRun run, params NodeDescription[] others) => CoordinatorProcess.Host(
        run,
        TinyRun.Node("worker-1"),
        new ClusterSettings { WorkersMin = others.Length + 1 },
        others,
        TimeProvider.System);

    private sealed class Watcher(ChannelWriter<string> warnings) : MeasuredActor
    {
        protected override void OnReceive(object message) =>
            Assert.True(warnings.TryWrite(((RunWarned)message).Text));
    }
}
