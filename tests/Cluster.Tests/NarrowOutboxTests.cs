using System.Collections.Concurrent;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Content;
using RnnCluster.Node.Transfers;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Cluster.Tests;

/// <summary>Data and state may be larger than all that may wait for a connection.</summary>
public sealed class NarrowOutboxTests(ClusterRuns runs) : IClassFixture<ClusterRuns>
{
    private const int OutboxBytes = 256 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task AStateThatTheOutboxDoesNotHoldArrives()
    {
        using TrainingRun run = runs.Open(runs.NextOutput());
        Assert.True(
            ReplicaImage.Of(run.Replica, run.RunId).Tensors.Sum(tensor => (long)tensor.Bytes.Length) > OutboxBytes);
        var settings = new ClusterSettings
        {
            HostsWorker = false,
            Transfers = new TransferLimits { PartBytesMax = 16 * 1024, PartsInFlightMax = 2 },
        };
        await using CoordinatorProcess coordinator = CoordinatorProcess.Listen(
            run,
            ClusterRuns.Node("coordinator"),
            settings,
            new Endpoint("127.0.0.1", 0),
            new TransportOptions { OutboxBulkBytesMax = OutboxBytes },
            TimeProvider.System);
        coordinator.Begin();
        var notices = new ConcurrentQueue<string>();
        await using WorkerProcess worker = WorkerProcess.Join(
            ClusterRuns.Node("worker"),
            host => new TcpTransport(host),
            [coordinator.Listening!.Value],
            new WorkerProcessOptions { Cache = new ContentCache(storage: null), OnNotice = notices.Enqueue },
            TimeProvider.System);
        CoordinatorEnd end = await coordinator.Ended.WaitAsync(Patience);

        Assert.Equal(runs.Reference(), end.Result!.StateHash);
        Assert.Equal(WorkerExit.Done, (await worker.Ended.WaitAsync(Patience)).Kind);
        Assert.Equal(["connected to coordinator"], notices);
    }
}
