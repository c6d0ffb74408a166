using System.Collections.Concurrent;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Content;
using RnnCluster.Protocol.Events;
using RnnCluster.Transport;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Cluster.Tests.Damage;

/// <summary>Bits flip between workers and coordinator, past TCP's checksum: no bit of the state does.</summary>
public sealed class DamageTests(ClusterRuns runs) : IClassFixture<ClusterRuns>
{
    /// <summary>Fewer would say little; how many there are depends on how fast each is noticed.</summary>
    private const int FlipsMin = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Each flip is noticed before the next one is made, and steps are made in between. Workers share no memory with
    /// the coordinator, so that payloads take the same way.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    public async Task BitsThatFlipOnTheWayAreNoticedAndTheStateIsTheCalmRuns(ulong seed, int workers)
    {
        Outcome outcome = await RunAsync(seed, workers, Flipping.Any, sharedBytesMax: 0);

        Assert.InRange(outcome.Flips, FlipsMin, int.MaxValue);
        Assert.NotEmpty(outcome.Damages);
        Assert.Contains(outcome.Warnings, warning => warning.Contains("came damaged (", StringComparison.Ordinal));
    }

    /// <summary>A wrong length is never waited for: the connection that it came over ends, and says why.</summary>
    [Theory]
    [InlineData(Flipping.LengthsToCoordinator)]
    [InlineData(Flipping.LengthsToWorkers)]
    public async Task ALengthThatFlipsEndsItsConnectionAndTheStateIsTheCalmRuns(Flipping flipping)
    {
        Outcome outcome = await RunAsync(seed: 4, workers: 1, flipping, sharedBytesMax: 0);

        Assert.InRange(outcome.Flips, FlipsMin, int.MaxValue);
        Assert.Equal(outcome.Flips, outcome.Damages.Count);
        Assert.All(outcome.Damages, damage => Assert.Equal(DamagedPart.Head, damage.Part));
        string[] reasons = [.. outcome.Losses.Distinct()];
        Assert.Equal(
            flipping == Flipping.LengthsToCoordinator
                ? ["what came over the connection cannot be read: frame: its lengths came damaged"]
                : ["the peer closed the connection"],
            reasons);
    }

    /// <summary>
    /// Memory that two processes share is no safer than a cable: what one has written flips before the other uses it.
    /// </summary>
    [LinuxTheory]
    [InlineData(Flipping.SharedToCoordinator)]
    [InlineData(Flipping.SharedToWorkers)]
    public async Task BytesThatFlipInSharedMemoryAreCountedAndTheStateIsTheCalmRuns(Flipping flipping)
    {
        Outcome outcome = await RunAsync(seed: 5, workers: 1, flipping, new TransportOptions().SharedBytesMax);

        Assert.InRange(outcome.Flips, FlipsMin, int.MaxValue);
        Assert.Equal(outcome.Flips, outcome.Damages.Count);
        Assert.DoesNotContain(outcome.Damages, damage => damage.Part == DamagedPart.Head);
        Assert.Empty(outcome.Losses);
    }

    /// <summary>A run through the proxy, whose state is the calm run's and which expels no worker.</summary>
    private async Task<Outcome> RunAsync(ulong seed, int workers, Flipping flipping, long sharedBytesMax)
    {
        var options = new TransportOptions
        {
            SharedBytesMax = sharedBytesMax,
            GiveUpAfter = TimeSpan.FromSeconds(5),
        };
        FlippingProxy? proxy = null;
        using TrainingRun run = runs.Open(runs.NextOutput(), onStep: step =>
        {
            if (step.Value >= ClusterRuns.Steps - 5)
            {
                proxy!.Rest();
            }

            proxy!.OnStep();
        });
        await using CoordinatorProcess coordinator = CoordinatorProcess.Listen(
            run,
            ClusterRuns.Node("coordinator"),
            new ClusterSettings { HostsWorker = false, WorkersMin = 1 },
            new Endpoint("127.0.0.1", 0),
            options,
            TimeProvider.System);
        var outcome = new Outcome();
        await using var passing = proxy = new FlippingProxy(coordinator.Listening!.Value, seed, flipping);
        IActorRef watcher = coordinator.System.ActorOf(ActorProps.Of(() => new Watcher(outcome, passing)));
        coordinator.System.EventStream.Subscribe(watcher, typeof(RunWarned));
        coordinator.System.EventStream.Subscribe(watcher, typeof(DamageDetected));
        coordinator.System.EventStream.Subscribe(watcher, typeof(MemberChanged));
        coordinator.Begin();
        var joined = new List<WorkerProcess>();
        for (int worker = 1; worker <= workers; worker++)
        {
            joined.Add(WorkerProcess.Join(
                ClusterRuns.Node($"worker-{worker}"),
                host => new TcpTransport(host),
                [proxy.Address],
                new WorkerProcessOptions { Cache = new ContentCache(storage: null), Transport = options },
                TimeProvider.System));
        }

        CoordinatorEnd end = await coordinator.Ended.WaitAsync(Patience);

        Assert.Null(end.Failure);
        Assert.Equal(runs.Reference(), end.Result!.StateHash);
        Assert.DoesNotContain(outcome.Warnings, warning => warning.Contains("is taken out", StringComparison.Ordinal));
        outcome.Flips = proxy.Flips;
        foreach (WorkerProcess worker in joined)
        {
            await worker.DisposeAsync();
        }

        return outcome;
    }

    private sealed class Outcome
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public ConcurrentQueue<DamageDetected> Damages { get; } = new();

        /// <summary>Why connections of workers were lost.</summary>
        public ConcurrentQueue<string> Losses { get; } = new();

        public int Flips { get; set; }
    }

    private sealed class Watcher(Outcome outcome, FlippingProxy proxy) : MeasuredActor
    {
        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case RunWarned warned:
                    outcome.Warnings.Enqueue(warned.Text);
                    break;
                case DamageDetected damage:
                    outcome.Damages.Enqueue(damage);
                    proxy.Account();
                    break;
                case MemberChanged { State: MemberState.Down } changed:
                    outcome.Losses.Enqueue(changed.Reason);
                    break;
                default:
                    break;
            }
        }
    }
}
