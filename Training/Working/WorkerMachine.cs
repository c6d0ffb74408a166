using System.Diagnostics;
using System.Globalization;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Working;

/// <summary>
/// A worker's decisions, which are those of every replica: follow the averaged gradients step by step, and compute
/// the shards that the plan names. The replica executes one effect after the other, so an update that is asked for
/// while shards are computed waits for them. The coordinator's own replica follows by the same rules.
/// <code>
///   Connected ──> JoinRequest ──> JoinAccepted ──> PrepareRun ──> RunPrepared
///     ──> SnapshotRequest ──> chunks ──> SnapshotLoaded ──> ReplicaReady ──> following
///   [Compute] ... SliceAverages, CarriedStates, RoundClosed ──> Apply ──> StepApplied ──> next step
/// </code>
/// </summary>
public sealed partial class WorkerMachine
{
    private readonly WorkerOptions options;
    private readonly StepInbox inbox;

    private Phase phase = Phase.Away;
    private RunId? run;
    private long term;
    private StepParts? parts;
    private Step step;

    /// <summary>The step of the newest state that the replica has been told to load; null when it has.</summary>
    private Step? loading;

    /// <summary>How many states the replica has been told to load and has not answered yet.</summary>
    private int loads;

    private UInt128 digest;
    private bool hasState;
    private int amendments;
    private readonly SortedDictionary<int, AmendmentAppended> earlyAmendments = [];
    private PlanAnnounced? plan;
    private PlanAnnounced? nextPlan;
    private bool hasComputed;
    private (Step Step, long PlanVersion)? ahead;
    private bool isApplying;
    private TimeSpan now;

    /// <summary>The last step of the run, as the newest plan says; null before the first.</summary>
    private Step? until;

    private TimeSpan lostAt;
    private TimeSpan lastTicked;
    private TimeSpan lastHeard;
    private TimeSpan lastAnswered;
    private TimeSpan lastWait;

    /// <summary>Whether the cluster does not hear the coordinator.</summary>
    private bool isUnheard;

    private int expulsions;
    private string? leaving;

    /// <summary>What came damaged and the coordinator was not told of yet: there was no connection.</summary>
    private readonly Queue<DamageFound> untold = new();

    /// <summary>A worker before it has a connection.</summary>
    /// <param name="options">What it goes by.</param>
    public WorkerMachine(WorkerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        inbox = new StepInbox(options.HeldBytesMax, options.HeldMessagesMax);
    }

    private enum Phase
    {
        /// <summary>No coordinator.</summary>
        Away,

        /// <summary>Asked to join; fetches what it lacks.</summary>
        Joining,

        /// <summary>Waits for a state.</summary>
        Syncing,

        /// <summary>Follows.</summary>
        Following,

        /// <summary>It is over.</summary>
        Over,
    }

    /// <summary>The step of the replica's state.</summary>
    public Step Step => step;

    /// <summary>Takes one input and says what is to be done.</summary>
    /// <param name="time">The time since some fixed moment; never goes back.</param>
    /// <param name="input">What happened.</param>
    /// <param name="effects">Gets what is to be done, in order.</param>
    public void Advance(TimeSpan time, WorkerInput input, List<WorkerEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        now = time;
        switch (input)
        {
            case WorkerInput.Received received:
                lastHeard = now;
                OnReceived(received.Message, effects);
                break;
            case WorkerInput.Computed computed:
                OnComputed(computed, effects);
                break;
            case WorkerInput.Applied applied:
                OnApplied(applied, effects);
                break;
            case WorkerInput.Ticked:
                OnTicked(effects);
                break;
            case WorkerInput.CoordinatorUnreachable:
                isUnheard = true;
                lastHeard = now;
                break;
            case WorkerInput.CoordinatorReachable:
                isUnheard = false;
                break;
            case WorkerInput.Hosted hosted:
                OnHosted(hosted);
                break;
            case WorkerInput.Connected:
                OnConnected(effects);
                break;
            case WorkerInput.Disconnected disconnected:
                OnDisconnected(disconnected.IsDamaged, effects);
                break;
            case WorkerInput.GaveUp gaveUp:
                OnGaveUp(gaveUp.Reason, effects);
                break;
            case WorkerInput.RunPrepared prepared:
                OnPrepared(prepared, effects);
                break;
            case WorkerInput.SnapshotLoaded loaded:
                OnSnapshotLoaded(loaded, effects);
                break;
            case WorkerInput.PartDamaged damaged:
                OnDamaged(damaged, effects);
                break;
            case WorkerInput.SnapshotRefused:
                OnSnapshotRefused(effects);
                break;
            case WorkerInput.Failed failed:
                BecomeOver(ExitOf(failed.Kind), failed.Reason, effects);
                break;
            case WorkerInput.LeaveAsked asked:
                OnLeaveAsked(asked.Reason, effects);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static WorkerExit ExitOf(FailureKind kind) => kind switch
    {
        FailureKind.Mistake => WorkerExit.Refused,
        FailureKind.NonFinite => WorkerExit.NonFinite,
        _ => WorkerExit.Failed,
    };

    /// <summary>Releases what it holds: nobody asks it anything after that.</summary>
    public void GiveBack() => inbox.Clear();

    private void OnReceived(Message message, List<WorkerEffect> effects)
    {
        if (phase == Phase.Over)
        {
            (message as IReleasable)?.Release();
            return;
        }

        switch (message)
        {
            case JoinAccepted accepted:
                OnAccepted(accepted, effects);
                break;
            case JoinRefused refused:
                BecomeOver(WorkerExit.Refused, refused.Reason, effects);
                break;
            case ContentChunk chunk:
                effects.Add(new WorkerEffect.StoreContent(chunk));
                break;
            case SnapshotChunk chunk:
                OnSnapshotChunk(chunk, effects);
                break;
            case PlanAnnounced announced:
                OnPlan(announced, effects);
                break;
            case AmendmentAppended amendment:
                OnAmendment(amendment, effects);
                break;
            case SliceAverage average:
                OnStepMessage(average.Term, average.Step, average, effects);
                break;
            case CarriedState carried:
                OnStepMessage(carried.Term, carried.Step, carried, effects);
                break;
            case RoundClosed closed:
                OnStepMessage(closed.Term, closed.Step, closed, effects);
                break;
            case ShardsAssigned more:
                OnStepMessage(more.Term, more.Step, more, effects);
                break;
            case LeaveGranted:
                BecomeOver(WorkerExit.Done, leaving ?? "drained", effects);
                break;
            case Expelled expelled:
                OnExpelled(expelled.Reason, effects);
                break;
            case RunEnded ended:
                BecomeOver(ended.StateHash.Length > 0 ? WorkerExit.Done : WorkerExit.Failed, ended.Reason, effects);
                break;
            default:
                // A later version's message: not for this worker.
                (message as IReleasable)?.Release();
                break;
        }
    }

    /// <summary>
    /// A coordinator that is heard neither by the cluster nor over the exchange may be behind a connection that
    /// carries nothing any more, though it looks open. This worker judges no one for it.
    /// </summary>
    private void OnTicked(List<WorkerEffect> effects)
    {
        TimeSpan sinceTick = now - lastTicked;
        lastTicked = now;
        if (phase is Phase.Away or Phase.Over || options.IsLocal || !isUnheard)
        {
            return;
        }

        if (sinceTick > options.SilenceMax)
        {
            // It was this process that stood still. What came meanwhile waits to be read, the run's end perhaps.
            lastHeard = now;
        }

        if (now - lastHeard > options.SilenceMax)
        {
            effects.Add(new WorkerEffect.Reconnect("the coordinator is silent"));
            lastHeard = now;
        }
    }

    /// <summary>
    /// Nobody is there to ask how the run stands. Who has made its last step has done all that there was; anybody else
    /// says what it knew last, for a person to judge.
    /// </summary>
    private void OnGaveUp(string reason, List<WorkerEffect> effects)
    {
        if (run is null)
        {
            BecomeOver(WorkerExit.Failed, reason, effects);
        }
        else if (hasState && step >= until)
        {
            BecomeOver(WorkerExit.Done, $"step {step} is made, the last of the run; {reason}", effects);
        }
        else
        {
            string at = hasState && until is { } last ? $"at step {step} of {last}" : "without a state";
            string ago = (now - lostAt).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            BecomeOver(
                WorkerExit.Failed,
                $"{reason}; it was in run {run}, {at}, when it lost its coordinator {ago} s ago",
                effects);
        }
    }

    private void OnLeaveAsked(string reason, List<WorkerEffect> effects)
    {
        if (phase == Phase.Over || leaving is not null)
        {
            return;
        }

        leaving = reason;
        if (phase == Phase.Away || options.IsLocal)
        {
            BecomeOver(WorkerExit.Done, reason, effects);
            return;
        }

        effects.Add(new WorkerEffect.Send(new LeaveRequest(reason)));
    }

    private void BecomeOver(WorkerExit exit, string reason, List<WorkerEffect> effects)
    {
        if (phase != Phase.Over)
        {
            phase = Phase.Over;
            inbox.Clear();
            effects.Add(new WorkerEffect.Exit(exit, reason));
        }
    }
}
