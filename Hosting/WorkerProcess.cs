using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Shared;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Worker;

namespace RnnCluster.Hosting;

/// <summary>A worker with a replica of its own, in this process.</summary>
public sealed class WorkerProcess : IAsyncDisposable
{
    private readonly ActorSystem system;
    private readonly IActorRef worker;
    private readonly PayloadPool pool = new();
    private readonly ITransport transport;
    private readonly WorkerMembership? membership;
    private readonly TaskCompletionSource<WorkerEnd> ended =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private volatile bool isLeaving;

    private WorkerProcess(
        NodeDescription self,
        Func<TransportHost, ITransport> connect,
        WorkerProcessOptions options,
        TimeProvider time)
    {
        system = ActorSystems.Create(
            ActorSystems.Name, CoordinatorProcess.SystemOptions(time, cause => ended.TrySetException(cause)));
        membership = options.Member is { } member ? MembershipOf(self, member, options, time) : null;
        worker = WorkerNode.Spawn(system, self, options.Cache, pool, OnEnd, options.OnNotice, membership);
        var identity = new NodeIdentity(
            self.Node, self.Incarnation, self.Fingerprint, Run: null, self.Cores, self.Lanes);
        transport = connect(new TransportHost(system, identity, worker, pool, time, options.Transport));
    }

    /// <summary>
    /// Completes when the worker has ended, with a failure that says so if it was disposed of before; fails with a bug
    /// of ours.
    /// </summary>
    public Task<WorkerEnd> Ended => ended.Task;

    /// <summary>Messages on loan in this process.</summary>
    internal int Loans => pool.Outstanding;

    /// <summary>Starts a worker that looks for its coordinator.</summary>
    /// <param name="self">The process.</param>
    /// <param name="connect">Makes its transport.</param>
    /// <param name="coordinators">Where the coordinator may listen.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="InputException">An address cannot be used.</exception>
    public static WorkerProcess Join(
        NodeDescription self,
        Func<TransportHost, ITransport> connect,
        IReadOnlyList<Endpoint> coordinators,
        WorkerProcessOptions options,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentNullException.ThrowIfNull(options);
        foreach (Endpoint endpoint in coordinators)
        {
            options.Transport.EnsureAllowed(endpoint);
        }

        var process = new WorkerProcess(self, connect, options, time);
        process.membership?.Prepare(coordinators[0]);
        process.worker.Tell(new WorkerCommand.Connect(process.transport, coordinators));
        return process;
    }

    /// <summary>Goes as soon as nothing is owed; <see cref="Ended"/> completes.</summary>
    /// <param name="reason">One sentence for a person.</param>
    public void Leave(string reason)
    {
        // Who hears of the run's end first has no one to take leave of.
        isLeaving |= !ended.Task.IsCompleted;
        worker.Tell(new WorkerCommand.Leave(reason));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (membership is not null)
        {
            await (isLeaving ? membership.LeaveAsync() : membership.DisposeAsync().AsTask()).ConfigureAwait(false);
        }

        await transport.DisposeAsync().ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
        ended.TrySetResult(new WorkerEnd(
            WorkerExit.Failed, "the worker was disposed of before its end", Step.Zero, TimeSpan.Zero));
    }

    private WorkerMembership MembershipOf(
        NodeDescription self, MemberOptions member, WorkerProcessOptions options, TimeProvider time)
    {
        var system = new ClusterSystemOptions(ClusterRole.Worker, new Endpoint("127.0.0.1", 0), time)
        {
            Operator = member.Settings,
            OperatorSource = member.SettingsSource,
            Log = member.Log,
            OnFailure = failure => ended.TrySetException(failure.Cause),
        };
        return new WorkerMembership(self, system, options.OnNotice);
    }

    /// <summary>The coordinator waits for the connections of those whom it told that the run is over.</summary>
    private void OnEnd(WorkerEnd end)
    {
        _ = Task.Run(() => transport.DisposeAsync().AsTask());
        ended.TrySetResult(end);
    }
}
