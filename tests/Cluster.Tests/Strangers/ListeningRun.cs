using System.Threading.Channels;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Transport;

namespace RnnCluster.Cluster.Tests.Strangers;

/// <summary>A run whose coordinator listens; it stands still in its middle until a test lets it go on.</summary>
internal sealed class ListeningRun : IAsyncDisposable
{
    /// <summary>Far beyond what anything here takes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private const long Middle = 12;

    private readonly ClusterRuns runs;
    private readonly TrainingRun run;
    private readonly CoordinatorProcess process;
    private readonly ManualResetEventSlim gate = new();
    private readonly TaskCompletionSource middle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> warnings = Channel.CreateBounded<string>(1000);

    public ListeningRun(ClusterRuns runs)
    {
        this.runs = runs;
        run = runs.Open(runs.NextOutput(), onStep: step =>
        {
            if (step.Value == Middle)
            {
                middle.SetResult();
                gate.Wait(Patience);
            }
        });
        process = CoordinatorProcess.Listen(
            run,
            ClusterRuns.Node("coordinator"),
            new ClusterSettings(),
            new Endpoint("127.0.0.1", 0),
            new TransportOptions(),
            TimeProvider.System);
        IActorRef watcher = process.System.ActorOf(ActorProps.Of(() => new Watcher(warnings.Writer)), "watcher");
        process.System.EventStream.Subscribe(watcher, typeof(RunWarned));
        process.Begin();
    }

    public Endpoint Address => process.Listening!.Value;

    public string RunId => run.RunId;

    /// <summary>Waits until some steps are made and others are to come.</summary>
    public Task AwaitMiddle() => middle.Task.WaitAsync(Patience);

    /// <summary>The next thing that the coordinator warns of.</summary>
    public async Task<string> AwaitWarning() => await warnings.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    /// <summary>Lets the run go on: it ends as if nobody had disturbed it.</summary>
    public async Task AssertUnharmed()
    {
        gate.Set();
        CoordinatorEnd end = await process.Ended.WaitAsync(Patience);
        Assert.Null(end.Failure);
        Assert.True(end.Result!.IsComplete);
        Assert.Equal(runs.Reference(), end.Result.StateHash);
    }

    public async ValueTask DisposeAsync()
    {
        gate.Set();
        await process.DisposeAsync();
        run.Dispose();
        gate.Dispose();
    }

    private sealed class Watcher(ChannelWriter<string> warnings) : MeasuredActor
    {
        protected override void OnReceive(object message) =>
            Assert.True(warnings.TryWrite(((RunWarned)message).Text));
    }
}
