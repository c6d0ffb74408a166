using System.Collections.Concurrent;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Hosting;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Cluster.Tests.Lies;

/// <summary>A coordinator of whose words some are damaged on their way.</summary>
internal sealed class DamagingCoordinator : IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly TaskCompletionSource<CoordinatorEnd> ended =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="run">The run, opened; it must outlive this.</param>
    /// <param name="shortened">The step whose averages are cut short; null to damage the first state.</param>
    public DamagingCoordinator(TrainingRun run, Step? shortened)
    {
        NodeDescription self = ClusterRuns.Node("coordinator");
        var pool = new PayloadPool();
        system = LieTests.NewSystem(fault => ended.TrySetException(fault));
        CoordinatorNode node = CoordinatorNode.Spawn(
            system, run, self, new ClusterSettings { HostsWorker = false }, pool, end => ended.TrySetResult(end));
        Transport = new DamagingTransport(
            new TcpTransport(new TransportHost(
                system,
                LieTests.IdentityOf(self, node.Run),
                node.Coordinator,
                pool,
                TimeProvider.System,
                new TransportOptions())),
            shortened);
        system.EventStream.Subscribe(
            system.ActorOf(ActorProps.Of(() => new Watcher(Warnings))), typeof(RunWarned));
        Address = Transport.Listen(new Endpoint("127.0.0.1", 0));
        node.Start(Transport);
    }

    public DamagingTransport Transport { get; }

    public Endpoint Address { get; }

    public ConcurrentQueue<string> Warnings { get; } = new();

    public Task<CoordinatorEnd> Ended => ended.Task;

    public async ValueTask DisposeAsync()
    {
        await Transport.DisposeAsync();
        await system.Terminate();
    }

    private sealed class Watcher(ConcurrentQueue<string> warnings) : MeasuredActor
    {
        protected override void OnReceive(object message) => warnings.Enqueue(((RunWarned)message).Text);
    }
}
