using RnnCluster.Dashboard.Api;
using RnnCluster.Dashboard.History;
using RnnCluster.Dashboard.Runs;
using RnnCluster.Dashboard.Watchers;
using RnnCluster.Learning.Checkpoints;
using RnnCluster.Protocol.Events;

namespace RnnCluster.Dashboard;

/// <summary>All that the dashboard knows. It belongs to its actor, which alone touches it.</summary>
internal sealed class DashboardModel
{
    private readonly Increment increment = new();
    private readonly NetworkLog network = new();
    private readonly AnatomyLog anatomy = new();
    private StepCurves curves;

    public DashboardModel(RunDescription run)
    {
        Run = run;
        curves = new StepCurves(run);
        Fold = new RunBoard(run, Log);
    }

    public RunDescription Run { get; }

    public RunBoard Fold { get; }

    public EventLog Log { get; } = new();

    /// <summary>Counts updates.</summary>
    public long Sequence { get; private set; }

    /// <summary>When the questions of this turn are asked.</summary>
    public TimeSpan Now { get; set; }

    /// <summary>The same as a time of day.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Whether something happened since the last update.</summary>
    public bool IsDirty => increment.IsDirty || Log.LastNumber > increment.LastEvent;

    /// <summary>Begins where an execution before this one ended.</summary>
    /// <param name="notes">What it saved.</param>
    /// <param name="saved">The curves that it saved.</param>
    /// <param name="metrics">Steps that are in the log of metrics and not in the curves.</param>
    public void Restore(HistoryNotes notes, StepCurves saved, IEnumerable<StepMetrics> metrics)
    {
        curves = saved;
        curves.DropFrom(Run.FirstStep + 1);
        foreach (StepMetrics step in metrics)
        {
            // When that was nobody has written down: this execution's begin is the latest that it can have been.
            curves.Record(step, Run.StartedAt.ToUnixTimeMilliseconds() / 1000.0);
        }

        foreach (EventView view in notes.Events)
        {
            // What failed before the end of that execution and was not recovered from has its recovery in the resume.
            Log.Append(view);
        }

        increment.LastEvent = Log.LastNumber;
        Fold.Restore(notes);
        Fold.RestoreValidation(curves.LastValidation);
        network.Restore(notes.Network.Where(view => view.Step <= Run.FirstStep));
    }

    public void Advance(in TimedEvent timed)
    {
        double at = timed.At.ToUnixTimeMilliseconds() / 1000.0;
        switch (timed.Event)
        {
            case StepCompleted step:
                if (step.Step.Value <= Fold.Step)
                {
                    DropFrom(step.Step.Value);
                }

                curves.Record(step, at);
                increment.Add(step, at);
                break;
            case RunValidated validated:
                curves.RecordValidation(validated.Step.Value, at, validated.Loss);
                increment.Add(validated, at);
                break;
            case StepMeasured measured:
                increment.Add(anatomy.Add(measured));
                break;
            case WindowSampled window:
                network.Add(window);
                increment.HasNetwork = true;
                break;
            case ParameterSampled parameter:
                network.Add(parameter);
                increment.HasNetwork = true;
                break;
            case MemberJoined or MemberChanged:
                increment.HasNodes = true;
                break;
            case PlanChanged or ShardsMoved:
                increment.HasPlan = increment.HasNodes = true;
                break;
            case CheckpointWritten:
                increment.HasCheckpoints = true;
                break;
            case AmendmentAccepted:
                increment.HasAmendments = true;
                break;
            case SampleWritten:
                increment.Samples++;
                break;
            default:
                break;
        }

        increment.IsDirty = true;
        Fold.Advance(timed);
    }

    /// <summary>What happened since the last update, as one; the next begins here.</summary>
    /// <param name="missed">Above zero if it was too much for one: then whoever watches begins anew.</param>
    public Update? TakeUpdate(out long missed)
    {
        missed = increment.Missed;
        Update? update = missed > 0 ? null : increment.ToUpdate(this, network.Current);
        Skip();
        return update;
    }

    /// <summary>The next update begins here.</summary>
    public void Skip()
    {
        _ = Fold.TakeChanged();
        increment.Clear(Log.LastNumber);
        Sequence++;
    }

    public RunStatus Status() => Fold.Status(Now, curves.Clipped.Share);

    public Snapshot Snapshot() => new()
    {
        Sequence = Sequence,
        At = At,
        Run = Run,
        Status = Status(),
        Nodes = Fold.NodeViews(Now),
        Plan = Fold.PlanView(),
        Checkpoints = [.. Fold.Checkpoints],
        Amendments = [.. Fold.Amendments],
        Samples = [.. Fold.Samples],
        Network = network.Current,
    };

    public SeriesAnswer Series(IEnumerable<string> names, long from, long? to, int points)
    {
        long last = to ?? Math.Max(curves.Last, from);
        var series = new OrderedDictionary<string, Series>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            series.TryAdd(name, curves.Query(name, from, last, points));
        }

        return new SeriesAnswer(Sequence, from, last, series);
    }

    public EventsAnswer Events(long after, IReadOnlyCollection<string>? kinds, string? node, int limit) =>
        new(Sequence, Log.LastNumber, Log.Query(after, kinds, node, limit));

    public AnatomyAnswer Anatomy(int steps) => new(Sequence, anatomy.Query(steps));

    public NetworkAnswer Network() => new(Sequence, network.History);

    /// <summary>A copy of what is saved.</summary>
    public HistoryContent Copy() => new(
        new HistoryNotes(
            Run.Id,
            Fold.Step,
            Fold.StepsMade,
            Fold.ReassignedShards,
            Fold.SpeculatedShards,
            Fold.StepsLost,
            Fold.Failures.Count,
            [.. Log.All],
            [.. Fold.Checkpoints],
            [.. Fold.Samples],
            [.. network.History]),
        curves.Copy(Run));

    private void DropFrom(long step)
    {
        curves.DropFrom(step);
        anatomy.DropFrom(step);
        network.DropFrom(step);
    }
}
