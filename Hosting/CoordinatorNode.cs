using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Coordinator;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Content;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Training.Coordinating;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Worker;

namespace RnnCluster.Hosting;

/// <summary>
/// The actors of a coordinator's process: the replica on its own thread, the reducer beside it, the follower that moves
/// it, the coordinator. One replica, whichever roles the process plays: hosting a worker costs no second update.
/// </summary>
public sealed class CoordinatorNode
{
    private readonly IActorRef worker;
    private readonly WorkerInput.Hosted start;

    private CoordinatorNode(IActorRef coordinator, IActorRef worker, WorkerInput.Hosted start, RunId run)
    {
        Coordinator = coordinator;
        this.worker = worker;
        this.start = start;
        Run = run;
    }

    /// <summary>The coordinator: takes operators' commands.</summary>
    public IActorRef Coordinator { get; }

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>Makes the actors; they wait for <see cref="Start"/>.</summary>
    /// <param name="system">Where they live.</param>
    /// <param name="run">The run, opened; it must outlive the actors.</param>
    /// <param name="self">The process.</param>
    /// <param name="settings">How the run is spread.</param>
    /// <param name="pool">Lends the messages' memory.</param>
    /// <param name="onEnd">Told once when the run ends or stops.</param>
    /// <param name="warnings">Where this process brings its warnings; null for one of the coordinator's own.</param>
    /// <param name="membership">Its place in a cluster; null if no worker is in another process.</param>
    public static CoordinatorNode Spawn(
        ActorSystem system,
        TrainingRun run,
        NodeDescription self,
        ClusterSettings settings,
        PayloadPool pool,
        Action<CoordinatorEnd> onEnd,
        WarningDesk? warnings = null,
        ICoordinatorMembership? membership = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(self);
        ArgumentNullException.ThrowIfNull(settings);
        Ensure.That(RunId.TryParse(run.RunId, out RunId runId));
        int length = run.Replica.Model.Layout.Length;
        var slices = new SliceLayout(length, settings.BlocksPerSlice ?? SliceLayout.BlocksFor(length));
        TokenContent content = TokenContent.Of(run.Corpus.Training.Span);
        int shards = run.Replica.Plan.Shards;
        int amendments = run.Replica.Amendments.Entries.Count;
        var home = new ReplicaHome(
            run.RunId, run.Replica, slices, run.Journal, pool, system.Clock(), settings.SampleInterval);
        IActorRef reducer = system.ActorOf(
            ActorProps.Of(() => new ReducerActor(home)).WithDispatcher(ActorSystems.DedicatedThread),
            ClusterPaths.ReducerName);
        IActorRef replica = system.ActorOf(
            ActorProps.Of(() => new ReplicaActor(() => home, reducer: reducer))
                .WithDispatcher(ActorSystems.DedicatedThread),
            ClusterPaths.ReplicaName);
        IActorRef? coordinator = null;
        WorkerSetup follower = WorkerSetupOf(system, self, replica, end => OnFollowerEnded(coordinator!, end));
        IActorRef worker = system.ActorOf(ActorProps.Of(() => new WorkerActor(follower)), ClusterPaths.WorkerName);
        var accepted = new JoinAccepted(
            self.Node,
            Term: self.Incarnation,
            runId,
            run.CanonicalSpec,
            run.Corpus.Vocabulary.Count,
            content.Hash,
            content.Count,
            slices.BlocksPerSlice,
            settings.HeartbeatInterval,
            settings.SampleInterval,
            membership?.Seed ?? string.Empty,
            membership?.Uid ?? 0);
        var options = new CoordinatorOptions(
            self.Node,
            accepted,
            self.ToJoinRequest(),
            settings.HostsWorker,
            shards,
            slices.Count,
            new Step(run.StepsTotal),
            settings.WorkersMin,
            amendments)
        {
            AmendedFrom = amendments == 0 ? Step.Zero : run.Replica.Amendments.Entries[^1].From,
            WorkersFirst = settings.WorkersFirst,
            Linger = settings.Linger,
            IsClustered = membership is not null,
        };
        var start = new WorkerInput.Hosted(
            runId,
            accepted.Term,
            slices.Count,
            shards,
            run.Replica.Step,
            new UInt128(run.Replica.Digest.High, run.Replica.Digest.Low),
            amendments);
        var setup = new CoordinatorSetup
        {
            Options = options,
            Step = start.Step,
            Digest = start.Digest,
            Owes = run.Journal.IsStepOpen,
            Replica = replica,
            Reducer = reducer,
            Local = worker,
            Content = content,
            Answers = new AnswerCheck(home.Codec, shards, run.Replica.CarriedLength),
            Pool = pool,
            Transfers = settings.Transfers,
            Membership = membership,
            ResidentBytes = static () => Environment.WorkingSet,
            Time = system.Clock(),
            Warnings = warnings,
            OnEnd = onEnd,
        };
        coordinator = system.ActorOf(
            ActorProps.Of(() => new CoordinatorActor(setup)), ClusterPaths.CoordinatorName);
        return new CoordinatorNode(coordinator, worker, start, runId);
    }

    /// <summary>The run begins or goes on.</summary>
    /// <param name="transport">Where workers come from, listening; null if there are none but the hosted one.</param>
    public void Start(ITransport? transport)
    {
        worker.Tell(new WorkerCommand.Host(Coordinator, start));
        Coordinator.Tell(new CoordinatorCommand.Start(transport));
    }

    private static WorkerSetup WorkerSetupOf(
        ActorSystem system, NodeDescription self, IActorRef replica, Action<WorkerEnd> onEnd) => new()
        {
            Options = new WorkerOptions(self.ToJoinRequest(), IsLocal: true),
            Time = system.Clock(),
            Cache = new ContentCache(storage: null),
            Open = static (_, _) => throw new System.Diagnostics.UnreachableException(),
            ResidentBytes = static () => 0,
            OnEnd = onEnd,
            HostedReplica = replica,
        };

    /// <summary>
    /// A replica that cannot make an update tells the follower, who asked for it; without it there is no run.
    /// </summary>
    private static void OnFollowerEnded(IActorRef coordinator, WorkerEnd end)
    {
        if (end.Kind != WorkerExit.Done)
        {
            coordinator.Tell(new ReplicaReply.Failed(end.Reason, KindOf(end.Kind)));
        }
    }

    private static FailureKind KindOf(WorkerExit exit) => exit switch
    {
        WorkerExit.Refused => FailureKind.Mistake,
        WorkerExit.NonFinite => FailureKind.NonFinite,
        _ => FailureKind.World,
    };
}
