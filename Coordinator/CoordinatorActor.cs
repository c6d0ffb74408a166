using System.Diagnostics;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Learning.Runs;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Node.Replicas;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Training.Coordinating;
using RnnCluster.Transport;
using RnnCluster.Transport.Events;

namespace RnnCluster.Coordinator;

/// <summary>
/// The shell around a <see cref="CoordinatorMachine"/>: turns what it gets into inputs, and effects into messages. It
/// knows who is where; the machine knows what that means.
/// </summary>
public sealed class CoordinatorActor : MeasuredActor, IWithTimers, IWithStash
{
    /// <summary>A worker in the middle of a step hears of the end after it; nobody waits for it longer.</summary>
    private static readonly TimeSpan FarewellMax = TimeSpan.FromSeconds(2);

    private readonly CoordinatorSetup setup;
    private readonly CoordinatorMachine machine;
    private readonly MachineClock clock;
    private readonly WarningDesk warnings;
    private readonly List<CoordinatorEffect> effects = [];
    private readonly SortedDictionary<NodeId, IActorRef> nodes = new(NodeId.Order);
    private ITransport? transport;
    private IActorRef? transfers;
    private readonly Dictionary<long, IActorRef> commanders = [];
    private long commands;
    private RunResult? result;
    private FailureKind failureKind;
    private CoordinatorEnd? end;
    private bool hasStarted;
    private bool hasEnded;
    private TimeSpan toldOfSelf;

    /// <summary>A coordinator that waits for its start.</summary>
    /// <param name="setup">What the host gives it.</param>
    public CoordinatorActor(CoordinatorSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        this.setup = setup;
        machine = new CoordinatorMachine(setup.Options);
        clock = new MachineClock(setup.Time);
        warnings = setup.Warnings ?? new WarningDesk(setup.Time, text => Publish(new RunWarned(text)));
        nodes.Add(setup.Options.Self, setup.Local);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => transfers = Context.ActorOf(
        ActorProps.Of(() => new TransferActor(setup.Replica, setup.Pool, setup.Time, setup.Transfers))
            .WithDispatcher(ActorSystems.DedicatedThread),
        ClusterPaths.TransfersName);

    /// <inheritdoc/>
    protected override void PostStop() => machine.GiveBack();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (!hasStarted && message is not CoordinatorCommand.Start)
        {
            // It may listen already, and the machine does not know yet where the run stands.
            StashOrDrop(Stash, message);
            return;
        }

        switch (message)
        {
            case OperatorCommand command:
                commanders.Add(++commands, Sender);
                Advance(new CoordinatorInput.Commanded(command, commands));
                break;
            case ContentRequest request:
                OnContentRequest(request);
                break;
            case JoinRequest join:
                OnJoinRequest(join);
                break;
            case SliceSum sum when IsForeign(sum.Term):
                OnForeign(sum, sum.Step, sum.Subtree, DamagedPart.SliceSum);
                break;
            case ShardReport report when IsForeign(report.Term):
                OnForeign(report, report.Step, report.Subtree, DamagedPart.ShardReport);
                break;
            case Message said:
                Advance(new CoordinatorInput.Received(NodeOf(Sender), said));
                break;
            case ReplicaReply reply:
                OnReply(reply);
                break;
            case TransferStalled { To: RemoteRef to } stalled:
                transport?.Disconnect(to.Peer, stalled.Reason);
                break;
            case TransportEvent happened:
                OnTransport(happened);
                break;
            case MembershipNews news:
                OnNews(news);
                break;
            case CoordinatorCommand.Tick:
                Advance(new CoordinatorInput.Ticked());
                warnings.Advance();
                MaybeTellOfSelf();
                break;
            case CoordinatorCommand.End:
                BecomeEnded();
                break;
            case CoordinatorCommand.Start start:
                OnStart(start);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>
    /// What comes from this process is our own. Answers to an earlier coordinator are nobody's fault, and not needed.
    /// </summary>
    private bool IsForeign(long term) => Sender is RemoteRef && term == setup.Options.Run.Term;

    /// <summary>An answer from another process: whether it arrived whole, then whether it can be read.</summary>
    private void OnForeign(BulkMessage answer, Step step, TreeNode subtree, DamagedPart part)
    {
        NodeId from = NodeOf(Sender);
        if (!AnswerCheck.IsWhole(answer))
        {
            answer.Release();
            Advance(new CoordinatorInput.AnswerDamaged(from, step, subtree, part));
        }
        else if (setup.Answers.FaultOf(answer) is { } fault)
        {
            answer.Release();
            Advance(new CoordinatorInput.Misbehaved(from, fault));
        }
        else
        {
            Advance(new CoordinatorInput.Received(from, answer));
        }
    }

    private void OnStart(CoordinatorCommand.Start start)
    {
        hasStarted = true;
        transport = start.Transport;
        Timers.StartPeriodicTimer(
            nameof(CoordinatorCommand.Tick), new CoordinatorCommand.Tick(), setup.TickInterval);
        setup.Replica.Tell(new ReplicaRequest.WatchFiles(), Self);
        if (setup.Owes)
        {
            setup.Replica.Tell(new ReplicaRequest.Settle(), Self);
        }

        Advance(new CoordinatorInput.Started(setup.Step, setup.Digest) { Owes = setup.Owes });
        Stash.UnstashAll();
    }

    /// <summary>Nobody sends heartbeats to himself, but whoever watches wants to know of this process, too.</summary>
    private void MaybeTellOfSelf()
    {
        TimeSpan now = clock.Now;
        if (now - toldOfSelf >= setup.Options.Run.HeartbeatInterval)
        {
            toldOfSelf = now;
            Publish(new MemberHeard(setup.Options.Self, machine.Step, setup.ResidentBytes(), TimeSpan.Zero));
        }
    }

    private void OnJoinRequest(JoinRequest join)
    {
        if (Sender is not RemoteRef remote || remote.Peer != join.Node)
        {
            // Whoever is at that name would get no messages any more.
            Warn("join", $"{NodeOf(Sender)} asks to join as {join.Node}; ignored");
            return;
        }

        nodes[join.Node] = Sender;
        Advance(new CoordinatorInput.Received(join.Node, join));
    }

    private void OnContentRequest(ContentRequest request)
    {
        if (request.Hash == setup.Content.Hash)
        {
            transfers!.Tell(new TransferRequest.SendContent(setup.Content, Sender), Self);
            return;
        }

        Warn("data", $"{NodeOf(Sender)} asks for data {request.Hash}, which this run does not have");
    }

    private void OnNews(MembershipNews news)
    {
        switch (news)
        {
            case MembershipNews.Seen seen:
                Advance(new CoordinatorInput.MemberSeen(seen.Node, seen.Incarnation));
                break;
            case MembershipNews.Unreachable silent:
                Advance(new CoordinatorInput.MemberUnreachable(silent.Node, silent.Incarnation));
                break;
            case MembershipNews.Reachable heard:
                Advance(new CoordinatorInput.MemberReachable(heard.Node, heard.Incarnation));
                break;
            case MembershipNews.Removed removed:
                Advance(new CoordinatorInput.MemberRemoved(removed.Node, removed.Incarnation));
                break;
            case MembershipNews.Reported { Node: var node, Report: var report }:
                Publish(new MemberHeard(node, report.Step, report.ResidentBytes, report.RoundTrip));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void OnTransport(TransportEvent happened)
    {
        switch (happened)
        {
            case PeerConnected connected:
                setup.Membership?.OnExchange(connected.Peer, connected.Incarnation, isOpen: true);
                break;
            case PeerLost lost:
                setup.Membership?.OnExchange(lost.Peer, lost.Incarnation, isOpen: false);
                Advance(new CoordinatorInput.PeerLost(lost.Peer, lost.Reason, lost.IsDamaged));
                nodes.Remove(lost.Peer);
                MaybeEnd();
                break;
            case StrangerTurnedAway stranger:
                // Each connection of a machine has another port.
                warnings.Add(
                    "stranger",
                    $"{stranger.RemoteHost}: {stranger.Reason}",
                    $"{stranger.Remote} was turned away: {stranger.Reason}");
                break;
            default:
                break;
        }
    }

    private void OnReply(ReplicaReply reply)
    {
        switch (reply)
        {
            case ReplicaReply.Reduced reduced:
                Advance(new CoordinatorInput.Reduced(
                    reduced.Step, reduced.Slice, reduced.Encoding, reduced.Squares, reduced.Average, reduced.Checksum));
                break;
            case ReplicaReply.Settled settled:
                Advance(new CoordinatorInput.Settled(settled.Step, settled.Digest));
                break;
            case ReplicaReply.Saved saved:
                Advance(new CoordinatorInput.Saved(saved.Amendments));
                break;
            case ReplicaReply.FilesChanged files:
                Advance(new CoordinatorInput.FilesChanged(files.IsBehind, files.IsOutOfRoom));
                break;
            case ReplicaReply.Finished finished:
                result = finished.Result;
                Advance(new CoordinatorInput.Finished(finished.Result.Step, finished.Result.StateHash)
                {
                    Owes = finished.Result.OwesValidation,
                });
                break;
            case ReplicaReply.Failed failed:
                failureKind = failed.Kind;
                Advance(new CoordinatorInput.Failed(failed.Reason));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Advance(CoordinatorInput input)
    {
        machine.Advance(clock.Now, input, effects);
        foreach (CoordinatorEffect effect in effects)
        {
            Interpret(effect);
        }

        effects.Clear();
    }

    private void Interpret(CoordinatorEffect effect)
    {
        switch (effect)
        {
            case CoordinatorEffect.Send send:
                Tell(send.To, send.Message);
                break;
            case CoordinatorEffect.Reduce reduce:
                setup.Reducer.Tell(
                    new ReducerRequest.Reduce(reduce.Step, reduce.Slice, reduce.Terms, reduce.IsShared), Self);
                break;
            case CoordinatorEffect.TakeSnapshot snapshot:
                transfers!.Tell(
                    new TransferRequest.SendSnapshot(setup.Options.Run.Term, snapshot.Step, nodes[snapshot.For]), Self);
                break;
            case CoordinatorEffect.SaveCheckpoint save:
                setup.Replica.Tell(new ReplicaRequest.SaveCheckpoint(save.Amendments), Self);
                break;
            case CoordinatorEffect.Finish finish:
                setup.Replica.Tell(new ReplicaRequest.Finish(finish.Amendments) { IsStop = finish.IsStop }, Self);
                break;
            case CoordinatorEffect.Disconnect disconnect:
                transport?.Disconnect(disconnect.Node, disconnect.Reason);
                break;
            case CoordinatorEffect.Publish { Event: RunWarned warned }:
                Warn("rules", warned.Text);
                break;
            case CoordinatorEffect.Publish publish:
                Publish(publish.Event);
                break;
            case CoordinatorEffect.Reply reply:
                Ensure.That(commanders.Remove(reply.Command, out IActorRef? commander));
                commander.Tell(reply.Answer, Self);
                break;
            case CoordinatorEffect.Exit exit:
                end = new CoordinatorEnd(
                    result,
                    exit.Failure,
                    failureKind,
                    machine.Members.WorkersSeen,
                    machine.ReassignedShards,
                    machine.SpeculatedShards);
                TimeSpan linger = exit.IsComplete ? setup.Options.Linger : TimeSpan.Zero;
                Timers.StartSingleTimer(
                    nameof(FarewellMax),
                    new CoordinatorCommand.End(),
                    linger > FarewellMax ? linger : FarewellMax);
                MaybeEnd();
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The workers close their connections when they have heard that the run is over.</summary>
    private void MaybeEnd()
    {
        if (end is not null && !hasEnded && nodes.Count == 1 && !machine.IsLingering)
        {
            BecomeEnded();
        }
    }

    private void BecomeEnded()
    {
        hasEnded = true;
        Timers.CancelAll();
        warnings.Close();
        setup.OnEnd(end!);
    }

    private void Tell(NodeId to, Message message)
    {
        if (nodes.TryGetValue(to, out IActorRef? node))
        {
            node.Tell(message, Self);
            return;
        }

        (message as IReleasable)?.Release();
    }

    /// <summary>What is said in the same words repeats what was said before.</summary>
    private void Warn(string kind, string text) => warnings.Add(kind, text, text);

    private static void Publish(RunEvent happened) => Context.System.EventStream.Publish(happened);

    /// <summary>Everybody in this process speaks for the local node.</summary>
    private NodeId NodeOf(IActorRef sender) => sender is RemoteRef remote ? remote.Peer : setup.Options.Self;
}
