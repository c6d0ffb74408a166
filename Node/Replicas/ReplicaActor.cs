using System.Diagnostics;
using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Kernels.Threads;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Snapshots;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// The one replica of a process, behind a mailbox: what the roles ask for is done one after the other, on a thread of
/// its own. A copy of a step that the replica has not reached waits until it has; whatever else is asked for another
/// step than its own has been overtaken.
/// </summary>
/// <remarks>
/// A validation is a phase of many short turns (<see cref="ClosingStep"/>), so that a stop, a checkpoint and a copy of
/// the state wait for one window of it at most. What belongs to the next step is stashed until the phase is over.
/// </remarks>
public sealed partial class ReplicaActor : MeasuredActor, IWithStash
{
    private readonly Func<ReplicaHome> open;
    private readonly IActorRef? opener;
    private readonly IActorRef? reducer;

    /// <summary>Copies that wait for the replica to reach their step.</summary>
    private readonly List<(ReplicaRequest.TakeSnapshot Request, IActorRef From)> early = [];

    /// <summary>What waits for amendments: they come by way of the worker, checkpoints are asked for here.</summary>
    private readonly Queue<(int Amendments, ReplicaRequest Request, IActorRef From)> unamended = new();

    private ReplicaHome? home;
    private ShardWork? work;
    private SnapshotInbox? snapshots;

    /// <summary>Where the replica is if a part of that step came damaged: it cannot make that update.</summary>
    private Step? damagedAt;

    /// <summary>The phase after an update that is validated; null when no step is open.</summary>
    private ClosingStep? closing;

    /// <summary>The run's last checkpoint is written: a step after it would be in the metrics alone.</summary>
    private bool hasFinished;

    /// <summary>Somebody was told that this cannot go on: nothing that is asked for from then on has a base.</summary>
    private bool hasFailed;

    /// <summary>A replica that is laid out on its own thread.</summary>
    /// <param name="open">Lays it out; this actor disposes of it.</param>
    /// <param name="opener">Told when it is laid out, or why it cannot be; null for nobody.</param>
    /// <param name="reducer">Reduces the slices of its steps; null if averages come from elsewhere.</param>
    public ReplicaActor(Func<ReplicaHome> open, IActorRef? opener = null, IActorRef? reducer = null)
    {
        this.open = open;
        this.opener = opener;
        this.reducer = reducer;
    }

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    private Replica Replica => home!.Replica;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        // The threads that carry messages wait for nobody who computes.
        ComputeThread.GiveWay();
        try
        {
            home = open();
            home.Journal?.Watch(new JournalEvents(Context.System.EventStream, home.Time));
            work = new ShardWork(home, Self);
            snapshots = new SnapshotInbox(home);
            BeginAverage();
            opener?.Tell(new ReplicaReply.Opened(home.Slices.Count, Replica.Plan.Shards), Self);
        }
        catch (Exception fault) when (fault is InputException or StorageException)
        {
            opener?.Tell(new ReplicaReply.Failed(fault.Message, Failures.KindOf(fault)), Self);
        }
    }

    /// <inheritdoc/>
    protected override void PostStop() => home?.Dispose();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        if (message is ClosingStep.Continue)
        {
            OnContinue();
            return;
        }

        if (message is not ReplicaRequest request || home is null)
        {
            Unhandled(message);
            return;
        }

        if (hasFinished)
        {
            (request as IReleasable)?.Release();
            return;
        }

        if (closing is not null && !ClosingStep.Serves(request))
        {
            StashOrDrop(Stash, message);
            return;
        }

        try
        {
            Handle(request, Sender);
            MaybeTellOfFiles();
        }
        catch (Exception fault) when (Failures.IsExpected(fault))
        {
            BecomeFailed(fault, Sender);
        }
    }

    private void BecomeClosing(IActorRef waiting, ReplicaReply reply)
    {
        closing = new ClosingStep(waiting, reply);
        Self.Tell(new ClosingStep.Continue(), Self);
    }

    /// <summary>A piece of the phase; the next one comes after what has been asked for meanwhile.</summary>
    private void OnContinue()
    {
        if (closing is not { } step)
        {
            return;
        }

        try
        {
            home!.Journal!.ContinueStep();
            if (home.Journal.IsStepOpen)
            {
                Self.Tell(new ClosingStep.Continue(), Self);
            }
            else
            {
                EndClosing();
                step.Waiting.Tell(step.Reply, Self);
                RunEarly();
                RunAmended();
            }

            MaybeTellOfFiles();
        }
        catch (Exception fault) when (Failures.IsExpected(fault))
        {
            BecomeFailed(fault, step.Waiting);
        }
    }

    private void EndClosing()
    {
        closing = null;
        Stash.UnstashAll();
    }

    private void BecomeFailed(Exception fault, IActorRef from)
    {
        hasFailed = true;
        EndClosing();
        from.Tell(new ReplicaReply.Failed(fault.Message, Failures.KindOf(fault)), Self);
    }

    private void Handle(ReplicaRequest request, IActorRef from)
    {
        if (hasFailed)
        {
            (request as IReleasable)?.Release();
            return;
        }

        switch (request)
        {
            case ReplicaRequest.Settle:
                Ensure.That(home!.Journal!.IsStepOpen);
                BecomeClosing(from, new ReplicaReply.Settled(Replica.Step, home.Digest));
                break;
            case ReplicaRequest.Compute compute:
                if (compute.Step == Replica.Step)
                {
                    work!.Run(compute);
                    NetworkSamples.TellWindow(Replica, compute.Coordinator, Self);
                    from.Tell(new ReplicaReply.Computed(compute.Step, compute.Subtrees), Self);
                }

                break;
            case ReplicaRequest.StoreAverage store:
                Store(store.Average, from);
                break;
            case ReplicaRequest.StoreCarried store:
                Store(store.State, from);
                break;
            case ReplicaRequest.Apply apply:
                Apply(apply, from);
                break;
            case ReplicaRequest.TakeSnapshot take when take.Step > Replica.Step:
                early.Add((take, from));
                break;
            case ReplicaRequest.TakeSnapshot take:
                from.Tell(
                    new ReplicaReply.SnapshotTaken(
                        ReplicaSnapshot.Take(Replica, home!.RunId, home.Pool, take.PartBytesMax)),
                    Self);
                break;
            case ReplicaRequest.LoadSnapshot load:
                Load(load.Chunk, from);
                break;
            case ReplicaRequest.Amend amend:
                home!.Amend(amend.From, amend.Rate);
                RunAmended();
                break;
            case ReplicaRequest.SaveCheckpoint save:
                unamended.Enqueue((save.Amendments, save, from));
                RunAmended();
                break;
            case ReplicaRequest.Finish finish:
                OnFinish(finish, from);
                break;
            case ReplicaRequest.WatchFiles:
                filesWatcher = from;
                break;
            case ReplicaRequest.RetryFiles:
                home!.Journal?.MaybeRetry();
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Store(SliceAverage average, IActorRef from)
    {
        try
        {
            if (average.Step == Replica.Step && IsWhole(average, DamagedPart.SliceAverage, from))
            {
                home!.Average.Store(
                    average.Slice,
                    average.Encoding,
                    average.Payload,
                    average.Squares as double[] ?? [.. average.Squares]);
            }
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException(
                $"the coordinator's average of slice {average.Slice} cannot be used: {fault.Message}", fault);
        }
        finally
        {
            average.Release();
        }
    }

    private void Store(CarriedState state, IActorRef from)
    {
        try
        {
            if (state.Step == Replica.Step && IsWhole(state, DamagedPart.CarriedState, from))
            {
                Replica.WriteCarried(state.Subtree, state.Offset, state.Total, state.Payload.Span);
            }
        }
        finally
        {
            state.Release();
        }
    }

    /// <summary>What comes to the coordinator's own replica was looked at when it came into the process.</summary>
    private bool IsWhole(BulkMessage part, DamagedPart kind, IActorRef from)
    {
        if (home!.IsCoordinators || MessageChecks.IsWhole(part))
        {
            return true;
        }

        damagedAt = Replica.Step;
        from.Tell(new ReplicaReply.PartDamaged(Replica.Step, kind), Self);
        return false;
    }

    private void Apply(ReplicaRequest.Apply apply, IActorRef from)
    {
        if (apply.Step != Replica.Step || damagedAt == Replica.Step)
        {
            return;
        }

        long begun = home!.Stopwatch.Now;
        home.Average.Loss = apply.Loss;
        StepReport report = Replica.Apply(home.Average.Average);
        StepTimes times = home.Stopwatch.End(begun);
        if (home.IsCoordinators && home.Samples?.IsDue(Replica.Step) == true)
        {
            NetworkSamples.PublishParameters(Replica, home.Average.Average, Context.System.EventStream);
        }

        BeginAverage();
        home.Journal?.OnApplied(report);
        var applied = new ReplicaReply.Applied(report.Step, home.Digest, times);
        if (home.Journal?.IsStepOpen == true)
        {
            BecomeClosing(from, applied);
            return;
        }

        from.Tell(applied, Self);
        RunEarly();
    }

    private void BeginAverage()
    {
        home!.BeginAverage();
        reducer?.Tell(new ReducerRequest.Begin(Replica.Step, home.Average), Self);
    }

    private void Load(SnapshotChunk chunk, IActorRef from)
    {
        bool isWhole = MessageChecks.IsWhole(chunk);
        if (!isWhole)
        {
            from.Tell(new ReplicaReply.PartDamaged(Replica.Step, DamagedPart.StatePart), Self);
        }

        if (snapshots!.Accept(chunk, isWhole) is { } reply)
        {
            if (reply is ReplicaReply.SnapshotLoaded)
            {
                damagedAt = null;
                BeginAverage();
            }

            from.Tell(reply, Self);
            RunEarly();
        }
    }

    private void OnFinish(ReplicaRequest.Finish finish, IActorRef from)
    {
        // A stop overtakes an end that waits for a validation.
        for (int count = unamended.Count; count > 0; count--)
        {
            (int Amendments, ReplicaRequest Request, IActorRef From) waiting = unamended.Dequeue();
            if (waiting.Request is not ReplicaRequest.Finish)
            {
                unamended.Enqueue(waiting);
            }
        }

        unamended.Enqueue((finish.Amendments, finish, from));
        RunAmended();
    }

    private void RunAmended()
    {
        while (unamended.TryPeek(out (int Amendments, ReplicaRequest Request, IActorRef From) next)
            && next.Amendments <= Replica.Amendments.Entries.Count
            && (closing is null || next.Request is not ReplicaRequest.Finish { IsStop: false }))
        {
            _ = unamended.Dequeue();
            if (next.Request is ReplicaRequest.Finish)
            {
                hasFinished = true;
                EndClosing();
                next.From.Tell(new ReplicaReply.Finished(home!.Journal!.Finish()), Self);
            }
            else
            {
                SaveCheckpoint(next.From);
            }
        }
    }

    private void RunEarly()
    {
        (ReplicaRequest.TakeSnapshot Request, IActorRef From)[] waiting = [.. early];
        early.Clear();
        foreach ((ReplicaRequest.TakeSnapshot request, IActorRef from) in waiting)
        {
            Handle(request, from);
        }
    }
}
