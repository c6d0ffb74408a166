using System.Collections.Concurrent;
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
        var options = new TransportOptions { SharedBytesMax = 0, GiveUpAfter = TimeSpan.FromSeconds(5) };
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
        var warnings = new ConcurrentQueue<string>();
        var damages = new ConcurrentQueue<DamageDetected>();
        await using var passing = proxy = new FlippingProxy(coordinator.Listening!.Value, seed);
        ActorRef watcher = coordinator.System.Spawn(Props.Create(() => new Watcher(warnings, damages, passing)));
        coordinator.System.EventStream.Subscribe<RunWarned>(watcher);
        coordinator.System.EventStream.Subscribe<DamageDetected>(watcher);
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
        Assert.InRange(proxy.Flips, FlipsMin, int.MaxValue);
        Assert.NotEmpty(damages);
        Assert.DoesNotContain(warnings, warning => warning.Contains("is taken out", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("came damaged (", StringComparison.Ordinal));
        foreach (WorkerProcess worker in joined)
        {
            await worker.DisposeAsync();
        }
    }

    private sealed class Watcher(
        ConcurrentQueue<string> warnings, ConcurrentQueue<DamageDetected> damages, FlippingProxy proxy) : Actor
    {
        protected override void OnReceive(object message)
        {
            if (message is RunWarned warned)
            {
                warnings.Enqueue(warned.Text);
            }
            else if (message is DamageDetected damage)
            {
                damages.Enqueue(damage);
                proxy.Account();
            }
        }
    }
}
