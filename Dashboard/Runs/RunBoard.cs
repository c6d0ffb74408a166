using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Kernels.Functions;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Runs;

/// <summary>
/// What the page shows of where a run stands (<see cref="RunStanding"/>), with times, texts and what an execution
/// before this one left. It has no clock: every event comes with its time, and a question says what time it is.
/// </summary>
internal sealed class RunBoard
{
    /// <summary>What the API promises.</summary>
    public const int CheckpointsMax = 200;

    /// <summary>What the API promises.</summary>
    public const int SamplesMax = 50;

    /// <summary>A sample is a few lines; what is longer is cut, which bounds the memory.</summary>
    public const int SampleLengthMax = 4000;

    /// <summary>An operator who changes the rate more often sees the newest.</summary>
    public const int AmendmentsMax = 1000;

    /// <summary>Names that come and go, such as pods': those longest down are forgotten above this.</summary>
    public const int NodesMax = 512;

    private readonly RunDescription run;
    private readonly EventLog log;
    private readonly ShardMap map;
    private readonly RateWindow rate = new();
    private readonly WaitingRule waiting = new();
    private readonly SortedDictionary<NodeId, NodeEntry> nodes = new(NodeId.Order);
    private readonly List<CheckpointView> checkpoints = [];
    private readonly List<AmendmentView> amendments = [];
    private readonly List<SampleView> samples = [];
    private readonly List<EventView> changed = [];
    private readonly RunStanding standing;
    private double? restoredValidation;
    private long restoredStepsMade;
    private long restoredStepsLost;
    private long restoredReassigned;
    private long restoredSpeculated;

    /// <summary>When the open step began, or may have.</summary>
    private TimeSpan openSince;

    public RunBoard(RunDescription run, EventLog log)
    {
        this.run = run;
        this.log = log;
        map = new ShardMap(run.Shards);
        Failures = new FailureBook(log);
        standing = new RunStanding(new Step(run.FirstStep));
    }

    public FailureBook Failures { get; }

    public long StepsMade => restoredStepsMade + standing.StepsMade;

    public long StepsLost => restoredStepsLost + standing.StepsLost;

    public long ReassignedShards => restoredReassigned + standing.ReassignedShards;

    public long SpeculatedShards => restoredSpeculated + standing.SpeculatedShards;

    /// <summary>The last step that was made.</summary>
    public long Step => standing.Step.Value;

    public IReadOnlyList<CheckpointView> Checkpoints => checkpoints;

    public IReadOnlyList<AmendmentView> Amendments => amendments;

    public IReadOnlyList<SampleView> Samples => samples;

    /// <summary>The last step is being validated: the next one has not begun, and no worker is late.</summary>
    private bool IsValidating => standing.StepsMade > 0
        && run.ValidationEvery is > 0 and var every
        && Step % every == 0
        && !(standing.Validated?.Step.Value >= Step);

    private double? ValidationLoss => standing.Validated?.Loss ?? restoredValidation;

    /// <summary>Whether a step may be made: neither over nor held nor short of workers.</summary>
    public bool IsRunning => standing.State == RunState.Running;

    public bool IsOver => standing.IsOver;

    public bool HasFailed => standing.State == RunState.Failed;

    /// <summary>Puts back what an execution before this one left.</summary>
    public void Restore(HistoryNotes notes)
    {
        checkpoints.AddRange(notes.Checkpoints.Where(view => view.Step <= run.FirstStep));
        samples.AddRange(notes.Samples.Where(view => view.Step <= run.FirstStep));
        restoredReassigned = notes.ReassignedShards;
        restoredSpeculated = notes.SpeculatedShards;
        restoredStepsLost = notes.StepsLost;
        restoredStepsMade = notes.StepsMade;
        Failures.Restore(notes.Failures);
    }

    /// <summary>The last validation of an execution before this one.</summary>
    public void RestoreValidation(double? loss) => restoredValidation = loss;

    /// <summary>Events of before that read differently now; the list is empty afterwards.</summary>
    public IReadOnlyList<EventView> TakeChanged()
    {
        EventView[] taken = [.. changed];
        changed.Clear();
        return taken;
    }

    public void Advance(in TimedEvent timed)
    {
        (DateTimeOffset at, TimeSpan now, RunEvent happened) = timed;
        bool hadBegun = standing.HasBegun;
        long highest = standing.Highest.Value;
        bool isFailure = standing.Advance(happened);
        switch (happened)
        {
            case StepCompleted step:
                OnStep(step, highest, now);
                break;
            case StepMeasured measured:
                Find(measured.Node).OnMeasured(measured);
                break;
            case MemberHeard heard:
                Find(heard.Node).OnHeard(heard, now);
                break;
            case MemberJoined joined:
                Find(joined.Node).OnJoined(joined, at, now);
                Note(at, EventKinds.Member, EventTexts.Of(joined), joined.Node);
                break;
            case MemberChanged member:
                OnMember(member, isFailure, at, now);
                break;
            case PlanChanged plan:
                map.OnPlan(plan);
                openSince = hadBegun ? openSince : now;
                Note(at, EventKinds.Plan, EventTexts.Of(plan));
                break;
            case ShardsMoved moved:
                OnMoved(moved, at);
                break;
            case RunPaused paused:
                openSince = now;
                Note(at, EventKinds.Paused, paused.IsPaused ? "paused" : "goes on");
                break;
            case RunWaiting waits:
                openSince = waits.IsWaiting ? openSince : now;
                Note(at, EventKinds.Waiting, EventTexts.Of(waits));
                break;
            case RunStopped end:
                log.Add(
                    at, EventKinds.Stopped, HasFailed ? EventKinds.SeverityError : EventKinds.SeverityInfo,
                    end.Step.Value, node: null, EventTexts.Of(end));
                break;
            default:
                OnOther(happened, at, now);
                break;
        }
    }

    public Plan? PlanView() => map.View();

    public IReadOnlyList<NodeView> NodeViews(TimeSpan now) =>
        [.. nodes.Values.Select(node => node.View(now, Step, map.ShardsOf(node.Node)))];

    public RunStatus Status(TimeSpan now, double? clippedShare)
    {
        double? stepsPerSecond = rate.PerSecond(now);
        long left = Math.Max(0, run.Steps - Step);
        double computed = ((double)StepsMade * run.Shards) + ReassignedShards + SpeculatedShards;
        return new RunStatus
        {
            State = StateWords.Of(standing.State),
            Reason = ReasonText(),
            Step = Step,
            Epoch = Step == 0 ? 1 : ((Step - 1) / Math.Max(1, run.StepsPerEpoch)) + 1,
            Percent = run.Steps <= 0 ? 100 : Math.Min(100, 100.0 * Step / run.Steps),
            SecondsLeft = IsOver ? 0 : IsRunning && stepsPerSecond > 0 ? left / stepsPerSecond : null,
            TokensPerSecond = stepsPerSecond * run.TokensPerStep,
            Goodput = computed > 0 ? 1 - ((ReassignedShards + SpeculatedShards) / computed) : null,
            Loss = standing.Last?.Loss,
            ValidationLoss = ValidationLoss,
            Perplexity = ValidationLoss is { } loss ? DoubleFunctions.Exp(loss) : null,
            Rate = standing.Last?.Rate,
            GradientNorm = standing.Last?.Norm,
            ClippedShare = clippedShare,
            StateHash = checkpoints.Count > 0 ? checkpoints[^1].Hash : null,
            StateHashStep = checkpoints.Count > 0 ? checkpoints[^1].Step : null,
            Digest = standing.Last?.Digest.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
            Waiting = IsRunning && !IsValidating && Step < run.Steps
                ? waiting.Find(now, openSince, Step, Holders(), map)
                : null,
            ReassignedShards = ReassignedShards,
            SpeculatedShards = SpeculatedShards,
            StepsLost = StepsLost,
            Failures = Failures.Count,
            WorkersUp = nodes.Values.Count(node => node.State == MemberState.Up && node.ComputesShards),
        };
    }

    private void OnStep(StepCompleted step, long highest, TimeSpan now)
    {
        changed.AddRange(Failures.OnStep(now, step.Step.Value, highest, map.OwnerOf));
        openSince = now;
        rate.Add(now, step.Duration);
        waiting.OnStep(step.Duration);
    }

    private void OnMember(MemberChanged member, bool isFailure, DateTimeOffset at, TimeSpan now)
    {
        NodeEntry entry = Find(member.Node);
        entry.OnChanged(member, at, now);
        string text = EventTexts.Of(member);
        if (isFailure)
        {
            Failures.OnFound(at, now, Step, member.Node, text, member.Silence, map.ShardsOf(member.Node));
            return;
        }

        log.Add(
            at, EventKinds.Member, entry.IsGone && !IsOver ? EventKinds.SeverityWarning : EventKinds.SeverityInfo,
            Step, member.Node.Name, text);
    }

    private void OnMoved(ShardsMoved moved, DateTimeOffset at)
    {
        int count = moved.Subtrees.Sum(subtree => subtree.ShardCount);
        map.OnMoved(moved);
        if (moved.Reason == Protocol.Rounds.AssignmentReason.Reassigned)
        {
            Failures.OnMoved(moved.From, count);
        }

        log.Add(
            at, EventKinds.Moved, EventKinds.SeverityWarning, moved.Step.Value, moved.From.Name, EventTexts.Of(moved));
    }

    private void OnOther(RunEvent happened, DateTimeOffset at, TimeSpan now)
    {
        switch (happened)
        {
            case RunValidated validated:
                openSince = now;
                log.Add(
                    at, EventKinds.Validation, EventKinds.SeverityInfo, validated.Step.Value, node: null,
                    EventTexts.Of(validated));
                break;
            case CheckpointWritten written:
                AddBounded(checkpoints, EventTexts.View(written, at), CheckpointsMax);
                log.Add(
                    at, EventKinds.Checkpoint, EventKinds.SeverityInfo, written.Step.Value, node: null,
                    EventTexts.Of(written));
                break;
            case AmendmentAccepted amended:
                AddBounded(
                    amendments, new AmendmentView(amended.Index, amended.From.Value, amended.Rate), AmendmentsMax);
                Note(at, EventKinds.Amendment, EventTexts.Of(amended));
                break;
            case RunWarned warned:
                log.Add(at, EventKinds.Warning, EventKinds.SeverityWarning, Step, node: null, warned.Text);
                break;
            case DamageDetected damage:
                log.Add(
                    at, EventKinds.Damage, EventKinds.SeverityWarning, damage.Step.Value, damage.Node.Name,
                    EventTexts.Of(damage));
                break;
            case OperatorActed acted:
                log.Add(
                    at, EventKinds.Operator, acted.IsAccepted ? EventKinds.SeverityInfo : EventKinds.SeverityWarning,
                    Step, node: null, EventTexts.Of(acted));
                break;
            case SampleWritten sample:
                string text = sample.Text.Length <= SampleLengthMax ? sample.Text : sample.Text[..SampleLengthMax];
                AddBounded(samples, new SampleView(sample.Step.Value, text, at), SamplesMax);
                break;
            default:
                break;
        }
    }

    private void Note(DateTimeOffset at, string kind, string text, NodeId? node = null) =>
        log.Add(at, kind, EventKinds.SeverityInfo, Step, node?.Name, text);

    private NodeEntry Find(NodeId node)
    {
        if (!nodes.TryGetValue(node, out NodeEntry? entry))
        {
            if (nodes.Count == NodesMax)
            {
                NodeEntry gone = nodes.Values.Where(old => old.IsGone).MinBy(old => old.HeardAt)
                    ?? nodes.Values.First();
                nodes.Remove(gone.Node);
            }

            nodes.Add(node, entry = new NodeEntry(node));
        }

        return entry;
    }

    private NodeEntry[] Holders() => [.. map.Holders.Where(nodes.ContainsKey).Select(node => nodes[node])];

    private string ReasonText() => standing switch
    {
        { Stopped: { } stopped } => stopped.Reason,
        { State: RunState.Paused } => "An operator holds the run.",
        { Waiting: { } waits } => EventTexts.Of(waits),
        { State: RunState.Waiting } => "The run has not begun.",
        _ => string.Empty,
    };

    private static void AddBounded<T>(List<T> list, T item, int most)
    {
        if (list.Count == most)
        {
            list.RemoveAt(0);
        }

        list.Add(item);
    }
}
