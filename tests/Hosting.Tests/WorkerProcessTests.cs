using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Shared;
using RnnCluster.SimulationKit;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Transport.Events;
using RnnCluster.Transport.Memory;
using RnnCluster.Transport.Tcp;
using RnnCluster.Worker;

namespace RnnCluster.Hosting.Tests;

/// <summary>A worker's process on real threads and sockets.</summary>
public sealed class WorkerProcessTests(TinyRun runs) : IClassFixture<TinyRun>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AWorkerOverTcpEndsWithTheRunAndOwesNothing()
    {
        using TrainingRun run = runs.Open();
        CoordinatorProcess coordinator = Listen(run);
        coordinator.Begin();
        WorkerProcess worker = Join("worker-1", coordinator.Listening!.Value);
        WorkerEnd end = await worker.Ended.WaitAsync(Patience);
        CoordinatorEnd all = await coordinator.Ended.WaitAsync(Patience);
        await worker.DisposeAsync();
        await coordinator.DisposeAsync();

        Assert.Equal((WorkerExit.Done, "the run's bound was reached"), (end.Kind, end.Reason));
        Assert.True(all.Result!.IsComplete);
        Assert.Equal(1, all.WorkersSeen);
        Assert.Equal((0, 0), (worker.Loans, coordinator.Loans));
    }

    [Fact]
    public async Task AWorkerUnderTheCoordinatorsNameIsRefused()
    {
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess coordinator = Listen(run);
        coordinator.Begin();
        await using WorkerProcess worker = Join("coordinator", coordinator.Listening!.Value);
        WorkerEnd end = await worker.Ended.WaitAsync(Patience);

        Assert.Equal(WorkerExit.Refused, end.Kind);
        Assert.Contains("give each node a name of its own with --name", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWorkerThatFindsNobodyGoesWhenAsked()
    {
        using TrainingRun run = runs.Open();
        Endpoint gone;
        await using (CoordinatorProcess coordinator = Listen(run))
        {
            gone = coordinator.Listening!.Value;
        }

        await using WorkerProcess worker = Join("worker-1", gone);
        worker.Leave("interrupted");
        WorkerEnd end = await worker.Ended.WaitAsync(Patience);

        Assert.Equal((WorkerExit.Done, "interrupted"), (end.Kind, end.Reason));
    }

    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("1")]
    [InlineData("a-.b")]
    public async Task AWorkerMayHaveAnyNameThatANodeMayHave(string name)
    {
        Assert.True(NodeId.IsName(name));
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess coordinator = Listen(run);
        coordinator.Begin();
        await using WorkerProcess worker = Join(name, coordinator.Listening!.Value);

        Assert.Null((await coordinator.Ended.WaitAsync(Patience)).Failure);
        Assert.Equal(WorkerExit.Done, (await worker.Ended.WaitAsync(Patience)).Kind);
    }

    [Fact]
    public async Task AWorkerThatIsNoMemberOfTheClusterFollowsAndGetsNoShards()
    {
        using TrainingRun run = runs.Open();
        await using CoordinatorProcess coordinator = CoordinatorProcess.Listen(
            run,
            TinyRun.Node("coordinator"),
            new ClusterSettings { HostsWorker = false },
            new Endpoint("127.0.0.1", 0),
            new TransportOptions(),
            TimeProvider.System,
            new MemberOptions());
        var events = new TestProbe(coordinator.System, "events");
        coordinator.System.EventStream.Subscribe(events, typeof(MemberChanged));
        coordinator.Begin();
        await using WorkerProcess outsider = Join("outsider", coordinator.Listening!.Value);
        events.FishForMessage<MemberChanged>(changed => changed.State == MemberState.Syncing);
        await using WorkerProcess member = WorkerProcess.Join(
            TinyRun.Node("member"),
            host => new TcpTransport(host),
            [coordinator.Listening!.Value],
            new WorkerProcessOptions { Member = new MemberOptions() },
            TimeProvider.System);

        CoordinatorEnd end = await coordinator.Ended.WaitAsync(Patience);
        Assert.Null(end.Failure);
        Assert.Equal(1, end.WorkersSeen);
        Assert.Equal(WorkerExit.Done, (await outsider.Ended.WaitAsync(Patience)).Kind);
        Assert.Equal(WorkerExit.Done, (await member.Ended.WaitAsync(Patience)).Kind);
    }

    [Fact]
    public async Task AWorkerThatEndedClosesItsConnectionByItself()
    {
        var network = new MemoryNetwork(new MemoryNetworkOptions());
        var address = new Endpoint("localhost", 1);
        using ActorSystem system = ActorSystems.Create(
            "listener", new ActorSystemOptions { Time = TimeProvider.System });
        var events = new TestProbe(system);
        var identity = new NodeIdentity(new NodeId("listener"), 1, Fingerprint: 1, Run: null, 1, "any");
        await using MemoryTransport listener = network.Attach(new TransportHost(
            system, identity, events, new PayloadPool(), TimeProvider.System, new TransportOptions()));
        _ = listener.Listen(address);
        await using WorkerProcess worker = WorkerProcess.Join(
            TinyRun.Node("worker-1"), network.Attach, [address], new WorkerProcessOptions(), TimeProvider.System);
        IActorRef actor = events.ExpectMsg<PeerConnected>().RefTo("/user/worker");
        actor.Tell(new RunEnded(Step.Zero, new string('5', 64), IsComplete: true, "over"));

        Assert.Equal("over", (await worker.Ended.WaitAsync(Patience)).Reason);
        _ = events.ExpectMsg<PeerLost>();
    }

    [Fact]
    public async Task AWorkerInTheMiddleOfARunIsDisposedOf()
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using TrainingRun run = runs.Open(step => reached.TrySetResult(), steps: TinyRun.Endless);
        await using CoordinatorProcess coordinator = Listen(run);
        coordinator.Begin();
        WorkerProcess worker = Join("worker-1", coordinator.Listening!.Value);
        await reached.Task.WaitAsync(Patience);
        await worker.DisposeAsync();

        Assert.Equal(0, worker.Loans);
        Assert.True(worker.Ended.IsCompleted);
        Assert.Equal(
            (WorkerExit.Failed, "the worker was disposed of before its end"),
            ((await worker.Ended).Kind, (await worker.Ended).Reason));
    }

    [Fact]
    public void AnAddressBeyondThisMachineNeedsLeave()
    {
        InputException fault = Assert.Throws<InputException>(() => Join("worker-1", new Endpoint("192.0.2.1", 7)));

        Assert.Contains("--insecure", fault.Message, StringComparison.Ordinal);
    }

    private static CoordinatorProcess Listen(TrainingRun run) => CoordinatorProcess.Listen(
        run,
        TinyRun.Node("coordinator"),
        new ClusterSettings { HostsWorker = false },
        new Endpoint("127.0.0.1", 0),
        new TransportOptions(),
        TimeProvider.System);

    private static WorkerProcess Join(string name, Endpoint coordinator) => WorkerProcess.Join(
        TinyRun.Node(name),
        host => new TcpTransport(host),
        [coordinator],
        new WorkerProcessOptions(),
        TimeProvider.System);
}
