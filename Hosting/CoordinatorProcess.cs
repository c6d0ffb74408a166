using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Transport;
using RnnCluster.Transport.Memory;
using RnnCluster.Transport.Tcp;

namespace RnnCluster.Hosting;

/// <summary>
/// A coordinator in this process, with the workers that it hosts: the one that shares its replica, others with replicas
/// of their own over the transport in memory, and those that come over TCP.
/// </summary>
public sealed class CoordinatorProcess : IAsyncDisposable
{
    private static readonly Endpoint MemoryAddress = new("localhost", 1);

    private readonly ActorSystem system;
    private readonly PayloadPool pool = new();
    private readonly CoordinatorNode node;
    private readonly List<WorkerProcess> workers = [];
    private readonly TaskCompletionSource<CoordinatorEnd> ended =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly CoordinatorMembership? membership;
    private Func<IEnumerable<WorkerProcess>> hire = static () => [];
    private ITransport? transport;

    private CoordinatorProcess(
        TrainingRun run,
        NodeDescription self,
        ClusterSettings settings,
        TimeProvider time,
        ClusterSystemOptions? member = null)
    {
        membership = member is null
            ? null
            : new CoordinatorMembership(member with { OnFailure = failure => Fail(failure.Cause) });
        system = ActorSystems.Create(ActorSystems.Name, SystemOptions(time, Fail));
        Warnings = new WarningDesk(time, text => system.EventStream.Publish(new RunWarned(text)));
        node = CoordinatorNode.Spawn(
            system, run, self, settings, pool, end => ended.TrySetResult(end), Warnings, membership);
    }

    /// <summary>
    /// Completes when the run has ended or stopped, with a failure that says so if it was disposed of before; fails
    /// with a bug of ours.
    /// </summary>
    public Task<CoordinatorEnd> Ended => ended.Task;

    /// <summary>Events of the run: subscribe an actor of <see cref="System"/>.</summary>
    public ActorSystem System => system;

    /// <summary>Where all parts of the process bring their warnings; what is told is an event of the run.</summary>
    public WarningDesk Warnings { get; }

    /// <summary>Where it listens; null if it does not.</summary>
    public Endpoint? Listening { get; private set; }

    /// <summary>Takes operators' commands.</summary>
    public IActorRef Coordinator => node.Coordinator;

    /// <summary>Messages on loan in this process, those of its workers not counted.</summary>
    internal int Loans => pool.Outstanding;

    /// <summary>The workers beside the hosted one.</summary>
    internal IReadOnlyList<WorkerProcess> Workers => workers;

    /// <summary>Lays out a coordinator that workers can reach over TCP.</summary>
    /// <param name="run">The run, opened; it must outlive this.</param>
    /// <param name="self">The process.</param>
    /// <param name="settings">How the run is spread.</param>
    /// <param name="listen">Where to listen, from now on.</param>
    /// <param name="options">How connections behave.</param>
    /// <param name="time">The clock.</param>
    /// <param name="member">
    /// How it is a node of a cluster; null if all that are connected count, whether or not they are members.
    /// </param>
    /// <exception cref="InputException">An address or the settings of an operator cannot be used.</exception>
    public static CoordinatorProcess Listen(
        TrainingRun run,
        NodeDescription self,
        ClusterSettings settings,
        Endpoint listen,
        TransportOptions options,
        TimeProvider time,
        MemberOptions? member = null)
    {
        options.EnsureAllowed(listen);
        var process = new CoordinatorProcess(
            run, self, settings, time, member is null ? null : ClusterOf(member, listen, options, time));
        var transport = new TcpTransport(process.HostOf(self, options, time));
        process.transport = transport;
        try
        {
            process.Listening = transport.Listen(listen);
        }
        catch (InputException)
        {
            // The run is the caller's, who closes it now: no actor may be at it then. They have had nothing to do.
            process.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        return process;
    }

    /// <summary>Lays out a coordinator with workers in this process only.</summary>
    /// <param name="run">The run, opened; it must outlive this.</param>
    /// <param name="self">The process.</param>
    /// <param name="settings">How the run is spread.</param>
    /// <param name="others">The workers beside the hosted one, each with a replica of its own.</param>
    /// <param name="time">The clock.</param>
    public static CoordinatorProcess Host(
        TrainingRun run,
        NodeDescription self,
        ClusterSettings settings,
        IReadOnlyList<NodeDescription> others,
        TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(others);
        var process = new CoordinatorProcess(run, self, settings, time);
        if (others.Count > 0)
        {
            var network = new MemoryNetwork(new MemoryNetworkOptions());
            process.transport = network.Attach(process.HostOf(self, new TransportOptions(), time));
            process.transport.Listen(MemoryAddress);
            process.hire = () => others.Select(other =>
                WorkerProcess.Join(other, network.Attach, [MemoryAddress], new WorkerProcessOptions(), time));
        }

        return process;
    }

    /// <summary>The run begins or goes on.</summary>
    public void Begin()
    {
        membership?.Begin(node.Coordinator);
        node.Start(transport);
        foreach (WorkerProcess worker in hire())
        {
            workers.Add(worker);
            _ = worker.Ended.ContinueWith(
                ended => Fail(ended.Exception!.InnerException!),
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted,
                TaskScheduler.Default);
        }
    }

    /// <summary>The run stops after a checkpoint; <see cref="Ended"/> completes.</summary>
    /// <param name="reason">One sentence for a person.</param>
    public void Stop(string reason) => node.Coordinator.Tell(new StopRun(reason));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (WorkerProcess worker in workers)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }

        if (transport is not null)
        {
            await transport.DisposeAsync().ConfigureAwait(false);
        }

        if (membership is not null)
        {
            await membership.DisposeAsync().ConfigureAwait(false);
        }

        await system.Terminate().ConfigureAwait(false);
        ended.TrySetResult(new CoordinatorEnd(
            Result: null,
            "the coordinator was disposed of before the run's end",
            FailureKind.World,
            WorkersSeen: 0,
            ReassignedShards: 0,
            SpeculatedShards: 0));
    }

    internal static ActorSystemOptions SystemOptions(TimeProvider time, Action<Exception> onFailure) => new()
    {
        Time = time,
        OnFailure = failure => onFailure(failure.Cause),
    };

    private static ClusterSystemOptions ClusterOf(
        MemberOptions member, Endpoint listen, TransportOptions options, TimeProvider time)
    {
        Endpoint address = member.Listen ?? new Endpoint(MemberAddress.Of(listen), 0);
        options.EnsureAllowed(address);
        return new ClusterSystemOptions(ClusterRole.Coordinator, address, time)
        {
            Operator = member.Settings,
            OperatorSource = member.SettingsSource,
            Log = member.Log,
        };
    }

    private TransportHost HostOf(NodeDescription self, TransportOptions options, TimeProvider time) =>
        new(
            system,
            new NodeIdentity(self.Node, self.Incarnation, self.Fingerprint, node.Run, self.Cores, self.Lanes),
            node.Coordinator,
            pool,
            time,
            options);

    private void Fail(Exception cause) => ended.TrySetException(cause);
}
