using System.Collections.Concurrent;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Cluster.Tests;

/// <summary>What a watcher hears of a run, and that listening changes nothing.</summary>
public sealed class WatchedTests(ClusterRuns runs) : IClassFixture<ClusterRuns>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task ARunThatIsLookedIntoAtEveryStepHasTheSameBits(int workers)
    {
        (CoordinatorEnd end, RunEvent[] heard) = await Watch(workers, sampleInterval: 1);

        Assert.Equal(runs.Reference(), end.Result!.StateHash);
        Assert.Contains(heard, happened => happened is WindowSampled);
    }

    [Fact]
    public async Task EachStepIsToldOnceAndInOrder()
    {
        (CoordinatorEnd end, RunEvent[] heard) = await Watch(workers: 2, sampleInterval: 0);
        (_, RunEvent[] alone) = await Watch(workers: 1, sampleInterval: 0);

        StepCompleted[] steps = [.. heard.OfType<StepCompleted>()];
        Assert.Equal(
            Enumerable.Range(1, (int)end.Result!.Step.Value), steps.Select(step => (int)step.Step.Value));
        Assert.Equal(end.Result.TrainLoss, steps[^1].Loss);
        Assert.Equal(
            alone.OfType<StepCompleted>().Select(step => (step.Digest, step.Loss, step.Norm)),
            steps.Select(step => (step.Digest, step.Loss, step.Norm)));
        Assert.DoesNotContain(heard, happened => happened is WindowSampled or ParameterSampled);
    }

    [Fact]
    public async Task EachWorkerTellsWhereTheTimeOfItsStepsWent()
    {
        (CoordinatorEnd end, RunEvent[] heard) = await Watch(workers: 2, sampleInterval: 0);

        StepMeasured[] first = [.. heard.OfType<StepMeasured>().Where(each => each.Node.Name == "worker-1")];
        Assert.Equal(
            Enumerable.Range(1, (int)end.Result!.Step.Value), first.Select(each => (int)each.Step.Value));
        Assert.All(first, each =>
        {
            Assert.True(each.Times.Forward > TimeSpan.Zero);
            Assert.True(each.Times.Backward > TimeSpan.Zero);
            Assert.True(each.Times.Reduce > TimeSpan.Zero);
            Assert.True(each.Times.Apply > TimeSpan.Zero);
        });
        Assert.All(
            heard.OfType<StepMeasured>().Where(each => each.Node.Name == "worker-2"),
            each => Assert.Equal(TimeSpan.Zero, each.Times.Reduce));
    }

    [Fact]
    public async Task ValidationsAndCheckpointsAreToldWithTheirTimes()
    {
        (CoordinatorEnd end, RunEvent[] heard) = await Watch(workers: 1, sampleInterval: 0);

        Assert.Equal(end.Result!.ValidationLoss, heard.OfType<RunValidated>().Last().Loss);
        CheckpointWritten written = heard.OfType<CheckpointWritten>().Last();
        Assert.Equal((end.Result.Step, end.Result.StateHash), (written.Step, written.StateHash));
        Assert.True(written.Bytes > 1000);
        Assert.True(written.Snapshot > TimeSpan.Zero && written.Write > TimeSpan.Zero && written.Flush > TimeSpan.Zero);
        Assert.Equal(20, heard.OfType<SampleWritten>().Last().Text.Length);
    }

    [Fact]
    public async Task AWindowIsSampledByWhoeverHoldsTheFirstShardAndTheParametersByTheCoordinator()
    {
        (_, RunEvent[] alone) = await Watch(workers: 1, sampleInterval: 5);
        (_, RunEvent[] many) = await Watch(workers: 3, sampleInterval: 5);

        Assert.NotEmpty(alone.OfType<ParameterSampled>());
        Assert.Equal(Windows(alone), Windows(many));
        Assert.Equal(
            alone.OfType<ParameterSampled>().Select(Text), many.OfType<ParameterSampled>().Select(Text));
    }

    private static IEnumerable<string> Windows(RunEvent[] heard) => heard.OfType<WindowSampled>().Select(sampled =>
        $"{sampled.Step} {sampled.Layer} {string.Join(' ', sampled.HiddenNorms)} "
        + $"{string.Join(' ', sampled.GradientNorms)} {string.Join(' ', sampled.LowShares)} "
        + string.Join(' ', sampled.HighShares));

    private static string Text(ParameterSampled sampled) =>
        $"{sampled.Step} {sampled.Name} {sampled.Weights.Mean} {string.Join(' ', sampled.Weights.Counts)} "
        + string.Join(' ', sampled.Gradient.Counts);

    private async Task<(CoordinatorEnd End, RunEvent[] Heard)> Watch(int workers, int sampleInterval)
    {
        using TrainingRun run = runs.Open(runs.NextOutput(), sampleLength: 20);
        NodeDescription[] others =
            [.. Enumerable.Range(2, workers - 1).Select(number => ClusterRuns.Node($"worker-{number}"))];
        CoordinatorProcess process = CoordinatorProcess.Host(
            run,
            ClusterRuns.Node("worker-1"),
            new ClusterSettings { WorkersMin = workers, BlocksPerSlice = 1, SampleInterval = sampleInterval },
            others,
            TimeProvider.System);
        var heard = new ConcurrentQueue<RunEvent>();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (process.ConfigureAwait(false))
        {
            IActorRef listener = process.System.ActorOf(ActorProps.Of(() => new Listener(heard, told)), "listener");
            process.System.EventStream.Subscribe(listener, typeof(RunEvent));
            process.Begin();
            CoordinatorEnd end = await process.Ended.WaitAsync(Patience);
            Assert.Null(end.Failure);
            await told.Task.WaitAsync(Patience);
            return (end, [.. heard]);
        }
    }

    private sealed class Listener(ConcurrentQueue<RunEvent> heard, TaskCompletionSource told) : MeasuredActor
    {
        protected override void OnReceive(object message)
        {
            heard.Enqueue((RunEvent)message);
            if (message is RunStopped)
            {
                told.SetResult();
            }
        }
    }
}
