using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Node.Content;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Membership;
using RnnCluster.Node.Replicas;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;
using RnnCluster.Shared.Warnings;
using RnnCluster.Training.Working;
using RnnCluster.Transport;
using RnnCluster.Transport.Events;

namespace RnnCluster.Worker;

/// <summary>
/// The shell around a <see cref="WorkerMachine"/>: turns what it gets into inputs, and effects into messages. The
/// replica is a child with a thread of its own, or the coordinator's if that hosts the worker.
/// </summary>
public sealed class WorkerActor : MeasuredActor, IWithTimers
{
    /// <summary>Data that came damaged so often comes over a link that cannot carry it.</summary>
    private const int DamagedDataMax = 100;

    private readonly WorkerSetup setup;
    private readonly WorkerMachine machine;
    private readonly MachineClock clock;

    /// <summary>A coordinator that is away is dialled again and again: a line at first, counts later.</summary>
    private readonly WarningDesk misses;
    private readonly List<WorkerEffect> effects = [];
    private ITransport? transport;
    private IActorRef? coordinator;
    private NodeId coordinatorNode;
    private IActorRef? replica;
    private JoinAccepted? run;
    private ContentReceiver? content;
    private int damagedData;
    private bool isConnected;
    private TimeSpan roundTripMax;
    private bool hasEnded;

    /// <summary>A worker that waits for its transport, or for its coordinator's word.</summary>
    /// <param name="setup">What the host gives it.</param>
    public WorkerActor(WorkerSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        this.setup = setup;
        machine = new WorkerMachine(setup.Options);
        clock = new MachineClock(setup.Time);
        misses = new WarningDesk(setup.Time, Notice);
        replica = setup.HostedReplica;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(static _ => Directive.Escalate);

    /// <inheritdoc/>
    protected override void PostStop() => machine.GiveBack();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Message said:
                if (PartReceipt.For(said) is { } receipt)
                {
                    Sender.Tell(receipt, Self);
                }

                Advance(new WorkerInput.Received(said));
                break;
            case ReplicaReply reply:
                OnReply(reply);
                break;
            case TransportEvent happened:
                OnTransport(happened);
                break;
            case MembershipNews news:
                OnNews(news);
                break;
            case WorkerCommand command:
                OnCommand(command);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnCommand(WorkerCommand command)
    {
        switch (command)
        {
            case WorkerCommand.Connect connect:
                transport = connect.Transport;
                transport.Connect(connect.Coordinators);
                break;
            case WorkerCommand.Host host:
                coordinator = host.Coordinator;
                Advance(host.State);
                break;
            case WorkerCommand.Tick:
                Advance(new WorkerInput.Ticked());
                MaybeReport();
                break;
            case WorkerCommand.Leave leave:
                Advance(new WorkerInput.LeaveAsked(leave.Reason));
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Without a coordinator no answer is due; reports without one mean a lost membership.</summary>
    private void MaybeReport()
    {
        if (isConnected && !hasEnded)
        {
            setup.Membership?.Report(machine.Step, setup.ResidentBytes());
        }
    }

    private void OnNews(MembershipNews news)
    {
        switch (news)
        {
            case MembershipNews.CoordinatorUnreachable:
                Advance(new WorkerInput.CoordinatorUnreachable());
                break;
            case MembershipNews.CoordinatorReachable:
                Advance(new WorkerInput.CoordinatorReachable());
                break;
            case MembershipNews.Answered answered:
                roundTripMax = answered.RoundTrip > roundTripMax ? answered.RoundTrip : roundTripMax;
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
                coordinator = connected.RefTo(ClusterPaths.Coordinator);
                coordinatorNode = connected.Peer;
                isConnected = true;
                misses.Close();
                Notice($"connected to {connected.Peer}");
                Advance(new WorkerInput.Connected());
                break;
            case PeerLost lost:
                isConnected = false;
                Notice($"lost {lost.Peer}: {lost.Reason}");
                Advance(new WorkerInput.Disconnected(lost.Reason, lost.IsDamaged));
                break;
            case PeerRefused refused:
                Advance(new WorkerInput.Failed($"{refused.Endpoint}: {refused.Reason}", FailureKind.Mistake));
                break;
            case ConnectFailed failed:
                string miss = $"{failed.Endpoint}: {failed.Reason}";
                misses.Add(nameof(ConnectFailed), miss, miss);
                break;
            case ConnectGaveUp gaveUp:
                string after = gaveUp.After.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
                string tried = string.Join(", ", gaveUp.Endpoints);
                Advance(new WorkerInput.GaveUp($"no coordinator at {tried} for {after} s: {gaveUp.Reason}"));
                break;
            default:
                break;
        }
    }

    private void OnReply(ReplicaReply reply)
    {
        WorkerInput input = reply switch
        {
            ReplicaReply.Opened opened => new WorkerInput.RunPrepared(opened.Slices, opened.Shards),
            ReplicaReply.Computed computed => new WorkerInput.Computed(computed.Step, computed.Subtrees),
            ReplicaReply.Applied applied => new WorkerInput.Applied(applied.Step, applied.Digest, applied.Times),
            ReplicaReply.SnapshotLoaded loaded =>
                new WorkerInput.SnapshotLoaded(loaded.Step, loaded.Digest, loaded.Amendments),
            ReplicaReply.PartDamaged damaged => new WorkerInput.PartDamaged(damaged.Step, damaged.Part),
            ReplicaReply.SnapshotRefused refused => new WorkerInput.SnapshotRefused(refused.Reason),
            ReplicaReply.Failed failed => new WorkerInput.Failed(failed.Reason, failed.Kind),
            _ => throw new UnreachableException(),
        };
        Advance(input);
    }

    private void Advance(WorkerInput input)
    {
        machine.Advance(clock.Now, input, effects);

        // An effect may fail in here and be an input itself, whose effects come after those that are due.
        for (int index = 0; index < effects.Count; index++)
        {
            Interpret(effects[index]);
        }

        effects.Clear();
    }

    private void Interpret(WorkerEffect effect)
    {
        switch (effect)
        {
            case WorkerEffect.Send send:
                coordinator!.Tell(send.Message, Self);
                break;
            case WorkerEffect.Compute compute:
                replica!.Tell(
                    new ReplicaRequest.Compute(
                        compute.Term, compute.Step, compute.PlanVersion, compute.Subtrees, coordinator!),
                    Self);
                break;
            case WorkerEffect.StoreAverage store:
                replica!.Tell(new ReplicaRequest.StoreAverage(store.Average), Self);
                break;
            case WorkerEffect.StoreCarried store:
                replica!.Tell(new ReplicaRequest.StoreCarried(store.State), Self);
                break;
            case WorkerEffect.Apply apply:
                replica!.Tell(new ReplicaRequest.Apply(apply.Step, apply.Loss), Self);
                break;
            case WorkerEffect.Amend amend:
                replica!.Tell(new ReplicaRequest.Amend(amend.From, amend.Rate), Self);
                break;
            case WorkerEffect.StoreSnapshot store:
                replica!.Tell(new ReplicaRequest.LoadSnapshot(store.Chunk), Self);
                break;
            case WorkerEffect.JoinCluster join:
                setup.Membership?.Join(join.Seed, join.Uid, Self);
                break;
            case WorkerEffect.PrepareRun prepare:
                Prepare(prepare.Run);
                break;
            case WorkerEffect.StoreContent store:
                Store(store.Chunk);
                break;
            case WorkerEffect.Reconnect reconnect:
                transport!.Disconnect(coordinatorNode, reconnect.Reason);
                break;
            case WorkerEffect.Exit exit:
                hasEnded = true;
                setup.OnEnd(new WorkerEnd(exit.Kind, exit.Reason, machine.Step, roundTripMax));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Prepare(JoinAccepted accepted)
    {
        if (replica is not null)
        {
            return;
        }

        run = accepted;
        if (transport is not null)
        {
            transport.Run = accepted.Run;
        }

        Timers.StartPeriodicTimer(
            nameof(WorkerCommand.Tick), new WorkerCommand.Tick(), accepted.HeartbeatInterval);
        if (setup.Cache.Find(accepted.Training) is { } bytes)
        {
            Open(bytes);
            return;
        }

        try
        {
            content = new ContentReceiver(accepted.Training, accepted.TrainingTokens * sizeof(int));
            coordinator!.Tell(new ContentRequest(accepted.Training), Self);
        }
        catch (InvalidDataException fault)
        {
            machine.Advance(clock.Now, new WorkerInput.Failed(fault.Message, FailureKind.World), effects);
        }
    }

    private void Store(ContentChunk chunk)
    {
        if (content is null)
        {
            chunk.Release();
            return;
        }

        if (!MessageChecks.IsWhole(chunk))
        {
            chunk.Release();
            OnDataDamaged();
            return;
        }

        try
        {
            if (content.Accept(chunk) is { } bytes)
            {
                content = null;
                Keep(bytes);
                Open(bytes);
            }
        }
        catch (InvalidDataException fault)
        {
            machine.Advance(clock.Now, new WorkerInput.Failed(fault.Message, FailureKind.World), effects);
        }
    }

    /// <summary>The data is asked for anew, from its beginning: what is on the way still is of no use then.</summary>
    private void OnDataDamaged()
    {
        machine.Advance(clock.Now, new WorkerInput.PartDamaged(machine.Step, DamagedPart.DataPart), effects);
        if (++damagedData == DamagedDataMax)
        {
            string reason = $"the training symbols came damaged {damagedData} times";
            machine.Advance(clock.Now, new WorkerInput.Failed(reason, FailureKind.World), effects);
            return;
        }

        content = new ContentReceiver(run!.Training, run.TrainingTokens * sizeof(int));
        coordinator!.Tell(new ContentRequest(run.Training), Self);
    }

    /// <summary>A folder that cannot be written to costs the next start a transfer, and nothing else.</summary>
    private void Keep(byte[] bytes)
    {
        try
        {
            setup.Cache.Keep(run!.Training, bytes);
        }
        catch (Exception fault) when (fault is InputException or StorageException)
        {
            Notice($"{fault.Message}; the next start fetches the data again");
        }
    }

    private void Open(byte[] bytes)
    {
        try
        {
            JoinAccepted accepted = run!;
            int[] tokens = TokenContent.Read(bytes, accepted.Vocabulary);
            IActorRef opener = Self;
            replica = Context.ActorOf(
                ActorProps.Of(() => new ReplicaActor(() => setup.Open(accepted, tokens), opener))
                    .WithDispatcher(ActorSystems.DedicatedThread),
                ClusterPaths.ReplicaName);
        }
        catch (InvalidDataException fault)
        {
            machine.Advance(clock.Now, new WorkerInput.Failed(fault.Message, FailureKind.World), effects);
        }
    }

    /// <summary>The end is the last that is told; that the connection goes with it is no news.</summary>
    private void Notice(string text)
    {
        if (!hasEnded)
        {
            setup.OnNotice(text);
        }
    }
}
