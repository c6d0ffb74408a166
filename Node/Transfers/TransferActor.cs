using Akka.Actor;
using RnnCluster.Actors;
using RnnCluster.Node.Hosting;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Transfers;

/// <summary>
/// Sends workers what they lack to begin: data and state.
/// </summary>
/// <remarks>
/// A blob may be larger than what an outbox holds, and a worker slower than what comes into it. So a worker answers
/// each part (<see cref="PartTaken"/>), and only then the next one is made.
/// <para>
/// A state must be of one step, and the replica moves on. It is copied as a whole, once for all who wait, and the copy
/// stays until each of them has it or is gone. There are at most <see cref="TransferLimits.CopiesMax"/> of them. Who
/// comes when there is no room waits, and then gets the state of a later step: a worker follows from whatever state it
/// gets, because it is sent all that happens from its request on.
/// </para>
/// <para>
/// It has a thread of its own: a copy's hash takes 0.6 s a gigabyte.
/// </para>
/// </remarks>
public sealed class TransferActor : MeasuredActor, IWithTimers
{
    /// <summary>How often it looks for those who take nothing: a small part of that patience.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromSeconds(1);

    private readonly IActorRef replica;
    private readonly PayloadPool pool;
    private readonly TransferLimits limits;
    private readonly MachineClock clock;

    /// <summary>What is under way, at most one for each worker.</summary>
    private readonly List<Transfer> transfers = [];

    /// <summary>Who waits for a copy, first come, first served; nobody stands here twice.</summary>
    private readonly List<TransferRequest.SendSnapshot> waiting = [];

    /// <summary>Oldest first; each has readers, so with no transfer there is none.</summary>
    private readonly List<SnapshotCopy> copies = [];

    /// <summary>Whether the replica has been asked for one more.</summary>
    private bool isCopying;

    /// <summary>Waits for requests.</summary>
    /// <param name="replica">Whose state is copied.</param>
    /// <param name="pool">Lends the messages' memory.</param>
    /// <param name="time">Measures the workers' patience.</param>
    /// <param name="limits">How much may be in memory and under way.</param>
    public TransferActor(IActorRef replica, PayloadPool pool, TimeProvider time, TransferLimits limits)
    {
        this.replica = replica;
        this.pool = pool;
        this.limits = limits;
        clock = new MachineClock(time);
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PostStop() => copies.ForEach(copy => copy.Release());

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PartTaken taken:
                OnTaken(taken);
                break;
            case TransferRequest.SendContent request:
                Leave(request.To);
                Begin(request.To, new ContentParts(request.Content, pool, limits.PartBytesMax));
                break;
            case TransferRequest.SendSnapshot request:
                Leave(request.To);
                Context.Watch(request.To);
                waiting.Add(request);
                break;
            case ReplicaReply.SnapshotTaken taken:
                isCopying = false;
                copies.Add(new SnapshotCopy(taken.Snapshot, clock.Now));
                break;
            case Terminated gone:
                Leave(gone.ActorRef);
                break;
            case Tick:
                OnTicked();
                break;
            default:
                Unhandled(message);
                break;
        }

        // Whatever has happened, there may be room or a copy now.
        Serve();
    }

    private void OnTaken(PartTaken taken)
    {
        if (transfers.Find(transfer => transfer.To.Equals(Sender)) is { } transfer)
        {
            transfer.OnTaken(taken, clock.Now);
            Send(transfer);
        }
    }

    private void Begin(IActorRef to, IPartSource source)
    {
        Context.Watch(to);
        var transfer = new Transfer(to, source, limits.PartsInFlightMax, clock.Now);
        transfers.Add(transfer);
        if (!Timers.IsTimerActive(nameof(Tick)))
        {
            Timers.StartPeriodicTimer(nameof(Tick), new Tick(), TickInterval);
        }

        Send(transfer);
    }

    private void Send(Transfer transfer)
    {
        transfer.Send(Self);
        if (transfer.IsSent)
        {
            Leave(transfer.To);
        }
    }

    /// <summary>Gives those who wait a copy, or has one made if there is room.</summary>
    private void Serve()
    {
        foreach (TransferRequest.SendSnapshot request in waiting.ToArray())
        {
            if (copies.Find(copy => copy.Step >= request.Step) is { } copy)
            {
                waiting.Remove(request);
                Begin(request.To, copy.Open(request.Term));
            }
        }

        // One that was made for somebody who has gone meanwhile.
        copies.RemoveAll(MaybeRelease);
        if (waiting.Count > 0 && !isCopying && copies.Count < limits.CopiesMax)
        {
            isCopying = true;
            replica.Tell(new ReplicaRequest.TakeSnapshot(waiting[0].Step, limits.PartBytesMax), Self);
        }
    }

    private static bool MaybeRelease(SnapshotCopy copy)
    {
        if (copy.IsIdle)
        {
            copy.Release();
        }

        return copy.IsIdle;
    }

    /// <summary>Ends whatever is under way to a worker, or waits to be.</summary>
    private void Leave(IActorRef to)
    {
        Context.Unwatch(to);
        waiting.RemoveAll(request => request.To.Equals(to));
        if (transfers.Find(transfer => transfer.To.Equals(to)) is not { } transfer)
        {
            return;
        }

        transfers.Remove(transfer);
        (transfer.Source as SnapshotCopy.Parts)?.Copy.Leave();
        if (transfers.Count == 0)
        {
            Timers.Cancel(nameof(Tick));
        }
    }

    private void OnTicked()
    {
        foreach (Transfer transfer in transfers.ToArray())
        {
            if (clock.Now - transfer.LastTaken > limits.StallMax)
            {
                GiveUp(transfer, $"took nothing of what it asked for in {limits.StallMax.TotalSeconds:0} s");
            }
            else if (transfer.Source is SnapshotCopy.Parts parts && IsInTheWay(parts.Copy))
            {
                GiveUp(
                    transfer, $"did not take the state in {limits.CopyAgeMax.TotalSeconds:0} s, and others wait");
            }
        }
    }

    private bool IsInTheWay(SnapshotCopy copy) =>
        waiting.Count > 0 && copies.Count >= limits.CopiesMax && copy == copies[0]
        && clock.Now - copy.Since > limits.CopyAgeMax;

    private void GiveUp(Transfer transfer, string reason)
    {
        Leave(transfer.To);
        Context.Parent.Tell(new TransferStalled(transfer.To, reason), Self);
    }

    private sealed record Tick;
}
