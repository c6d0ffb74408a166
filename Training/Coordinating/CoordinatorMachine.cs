using System.Diagnostics;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Members;

namespace RnnCluster.Training.Coordinating;

/// <summary>
/// The coordinator's decisions. It keeps no state of the run itself: that is the local replica's, which follows like
/// every other one. What it keeps is who takes part (<see cref="Membership"/>) and who owes what of the current step
/// (<see cref="Round"/>). A step goes through here so:
/// <code>
///   PlanAnnounced ──> workers compute ──> SliceSum, ShardReport ──> ledgers
///   a slice's cover is complete ──> Reduce ──> Reduced ──> SliceAverage to every follower
///   all slices reduced, all shards reported ──> (next plan), RoundClosed to every follower ──> next round
/// </code>
/// Nothing here changes a bit of the state: answers are functions of (run, step, shards), whoever gives them.
/// </summary>
/// <remarks>This file routes inputs; the rules are in the other parts of the class.</remarks>
public sealed partial class CoordinatorMachine
{
    private readonly CoordinatorOptions options;
    private readonly Membership members = new();
    private readonly Arrivals arrivals = new();
    private readonly Round round;
    private readonly RoundClock clock = new();
    private readonly DigestLedger digests = new();
    private readonly DamageLedger damages = new();
    private readonly Planning planning;
    private readonly AmendmentLog amendments;
    private readonly Ending ending = new();

    /// <summary>Answers of the current step that came before the local replica reached it: not judged yet.</summary>
    private readonly List<(NodeId From, Message Message)> unjudged = [];

    /// <summary>When the local replica reached the step that it is at.</summary>
    private TimeSpan reachedAt;

    private bool isPaused;
    private bool isWaiting;

    /// <summary>So much of the run's files waits for the disk that no step may begin.</summary>
    private bool isOutOfRoom;

    /// <summary>Workers lost before this time have stopped dialling: the run's end does not wait for them.</summary>
    private TimeSpan lingersSince;

    private TimeSpan now;

    /// <summary>A coordinator before its start.</summary>
    /// <param name="options">What it goes by.</param>
    public CoordinatorMachine(CoordinatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Ensure.That(options.WorkersMin >= 1);
        this.options = options;
        planning = new Planning(options);
        amendments = new AmendmentLog(options.Amendments, options.AmendedFrom);
        round = new Round(options.Slices, options.Shards);
    }

    /// <summary>Who takes part.</summary>
    public Membership Members => members;

    /// <summary>The step whose answers are being collected.</summary>
    public Step Step => round.Step;

    /// <summary>Shards that were given to others because their worker was gone, silent or stuck.</summary>
    public long ReassignedShards { get; private set; }

    /// <summary>Shards that were given to a second worker because theirs was slow.</summary>
    public long SpeculatedShards { get; private set; }

    /// <summary>Whether the run's end waits for workers that fell silent before it and do not know of it.</summary>
    public bool IsLingering => ending.Farewell is { IsComplete: true } && members.MissingSince(lingersSince).Count > 0;

    private long Term => options.Run.Term;

    /// <summary>Takes one input and says what is to be done.</summary>
    /// <param name="time">The time since some fixed moment; never goes back.</param>
    /// <param name="input">What happened.</param>
    /// <param name="effects">Gets what is to be done, in order.</param>
    public void Advance(TimeSpan time, CoordinatorInput input, List<CoordinatorEffect> effects)
    {
        ArgumentNullException.ThrowIfNull(effects);
        now = time;
        switch (input)
        {
            case CoordinatorInput.Started started:
                OnStarted(started, effects);
                break;
            case CoordinatorInput.Received { Message: var message, From: var from }:
                OnReceived(from, message, effects);
                break;
            case CoordinatorInput.Misbehaved misbehaved:
                OnMisbehaved(misbehaved, effects);
                break;
            case CoordinatorInput.AnswerDamaged damaged:
                OnDamaged(damaged, effects);
                break;
            case CoordinatorInput.PeerLost lost:
                OnPeerLost(lost, effects);
                break;
            case CoordinatorInput.MemberSeen seen:
                OnMemberSeen(seen, effects);
                break;
            case CoordinatorInput.MemberUnreachable unreachable:
                OnMemberUnreachable(unreachable, effects);
                break;
            case CoordinatorInput.MemberReachable reachable:
                OnMemberReachable(reachable, effects);
                break;
            case CoordinatorInput.MemberRemoved removed:
                OnMemberRemoved(removed, effects);
                break;
            case CoordinatorInput.Ticked:
                OnTicked(effects);
                break;
            case CoordinatorInput.Reduced reduced:
                OnReduced(reduced, effects);
                break;
            case CoordinatorInput.Commanded commanded:
                OnCommanded(commanded.Command, commanded.Number, effects);
                break;
            case CoordinatorInput.Saved saved:
                Acknowledge(saved.Amendments, effects);
                break;
            case CoordinatorInput.FilesChanged files:
                OnFilesChanged(files, effects);
                break;
            case CoordinatorInput.Failed failed:
                OnFailed(failed.Reason, effects);
                break;
            case CoordinatorInput.Settled settled:
                OnLocalReached(settled.Step, settled.Digest, effects);
                break;
            case CoordinatorInput.Finished finished:
                OnFinished(finished, effects);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void OnStarted(CoordinatorInput.Started started, List<CoordinatorEffect> effects)
    {
        Member local = members.Add(options.Local, now, isLocal: true, options.Computes);
        local.Applied = started.Step;
        local.Follows = true;
        if (!started.Owes)
        {
            digests.OnLocal(started.Step, started.Digest);
        }

        PublishJoined(local, effects);
        Become(local, MemberState.Up, options.Computes ? "hosted by the coordinator" : "the coordinator", effects);
        round.Begin(started.Step, now);
        if (started.Step >= options.Until)
        {
            BecomeOver("the run's bound was reached", effects);
            return;
        }

        MaybeBegin(effects);
    }

    private void OnReceived(NodeId from, Message message, List<CoordinatorEffect> effects)
    {
        if (message is JoinRequest join)
        {
            OnJoin(join, effects);
            return;
        }

        if (members.Find(from) is not { } member)
        {
            // It was expelled or given up, and does not know yet.
            (message as IReleasable)?.Release();
            return;
        }

        member.LastHeard = now;
        switch (message)
        {
            case SliceSum or ShardReport:
                OnAnswer(member, message, effects);
                break;
            case StepApplied applied:
                OnApplied(member, applied, effects);
                break;
            case SnapshotRequest request:
                OnSnapshotRequest(member, request, effects);
                break;
            case ReplicaReady ready:
                OnReady(member, ready, effects);
                break;
            case LeaveRequest leave:
                OnLeave(member, leave.Reason, effects);
                break;
            case DamageFound found:
                CountDamage(from, found.Step, found.Part, effects);
                break;
            case WindowSampled sampled:
                effects.Add(new CoordinatorEffect.Publish(sampled));
                break;
            default:
                effects.Add(new CoordinatorEffect.Publish(
                    new RunWarned($"{from} said {message.GetType().Name}, which is not for a coordinator; ignored")));
                (message as IReleasable)?.Release();
                break;
        }
    }

    private void OnTicked(List<CoordinatorEffect> effects)
    {
        if (ending.IsOver)
        {
            return;
        }

        foreach (Member member in members.All.Where(member => !member.IsLocal).ToArray())
        {
            if (IsJudging && now - member.LastProgress > Deadline && round.Owed(member.Node).Count > 0)
            {
                member.IsStuck = true;
                BecomeSuspected(member, $"no answer in step {Step} for {Seconds(now - member.LastProgress)}", effects);
            }
        }

        MaybeSpeculate(effects);
        MaybeBegin(effects);
    }

    private void Broadcast(Message message, List<CoordinatorEffect> effects)
    {
        foreach (Member member in members.Followers)
        {
            effects.Add(new CoordinatorEffect.Send(member.Node, message));
        }
    }

    private static string Seconds(TimeSpan time) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
