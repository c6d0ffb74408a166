using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Telemetry.Events;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>Folds the events of a run into its metrics.</summary>
internal sealed class RunFold : IDisposable
{
    private static readonly string[] States = ["waiting", "running", "paused", "completed", "stopped", "failed"];

    private readonly long tokensPerStep;
    private readonly RunInstruments instruments;
    private readonly NodeSeries nodes;
    private bool isWaiting;
    private bool isPaused;

    /// <summary>Null as long as the run goes on.</summary>
    private string? end;

    public RunFold(TelemetrySetup setup)
    {
        tokensPerStep = setup.TokensPerStep;
        Metrics = new MetricSet(setup.Version);
        instruments = new RunInstruments(Metrics);
        nodes = new NodeSeries(instruments);
        instruments.Info.Set(1, setup.Run.ToString(), setup.Name, setup.Version);
        instruments.Step.Set(setup.FirstStep.Value);
        foreach (ValueMetric counter in (ValueMetric[])
            [
                instruments.Steps,
                instruments.Tokens,
                instruments.Clipped,
                instruments.Reassigned,
                instruments.Speculated,
                instruments.Failures,
                instruments.Warnings,
                instruments.Checkpoints,
            ])
        {
            // A rate needs the zero that it rises from.
            counter.Set(0);
        }

        ShowState();
    }

    public MetricSet Metrics { get; }

    /// <summary>Takes an event.</summary>
    public void On(in StampedEvent happened)
    {
        lock (Metrics.Gate)
        {
            nodes.ForgetOld(happened.At);
            Fold(happened.Event, happened.At);
        }
    }

    /// <summary>Nobody may have said anything for long: takes away what is too old to be shown.</summary>
    public void Refresh(DateTimeOffset now)
    {
        lock (Metrics.Gate)
        {
            nodes.ForgetOld(now);
        }
    }

    public void Dispose() => Metrics.Dispose();

    private void Fold(RunEvent happened, DateTimeOffset at)
    {
        switch (happened)
        {
            case StepCompleted completed:
                OnCompleted(completed);
                break;
            case StepMeasured measured:
                nodes.OnMeasured(measured.Node, measured.Times);
                break;
            case MemberHeard heard:
                nodes.OnHeard(heard, at);
                break;
            case MemberJoined joined:
                nodes.Become(joined.Node, MemberState.Joining, at);
                break;
            case MemberChanged changed:
                OnChanged(changed, at);
                break;
            case ShardsMoved moved:
                OnMoved(moved);
                break;
            case RunValidated validated:
                instruments.ValidationLoss.Set(validated.Loss);
                break;
            case CheckpointWritten written:
                OnCheckpoint(written, at);
                break;
            case DamageDetected damage:
                instruments.Damaged.Add(1, damage.Node.Name, DamagedParts.NameOf(damage.Part));
                break;
            case RunWarned:
                instruments.Warnings.Add(1);
                break;
            case RunWaiting waiting:
                isWaiting = waiting.IsWaiting;
                ShowState();
                break;
            case RunPaused paused:
                isPaused = paused.IsPaused;
                ShowState();
                break;
            case RunStopped stopped:
                // A run that failed has no state to hash.
                end = stopped.IsComplete ? "completed" : stopped.StateHash.Length > 0 ? "stopped" : "failed";
                ShowState();
                break;
            default:
                break;
        }
    }

    private void OnCompleted(StepCompleted completed)
    {
        instruments.Step.Set(completed.Step.Value);
        instruments.Steps.Add(1);
        instruments.Tokens.Add(tokensPerStep);
        instruments.StepDuration.Record(completed.Duration.TotalSeconds);
        instruments.Loss.Set(completed.Loss);
        instruments.Rate.Set(completed.Rate);
        instruments.Norm.Set(completed.Norm);
        instruments.Clipped.Add(completed.IsClipped ? 1 : 0);
    }

    /// <summary>
    /// A failure is counted when it begins: a suspected node that then goes down is the same failure, one that drained
    /// or that goes when the run is over is none.
    /// </summary>
    private void OnChanged(MemberChanged changed, DateTimeOffset at)
    {
        MemberState? before = nodes.Become(changed.Node, changed.State, at);
        bool isLost = changed.State is MemberState.Suspected or MemberState.Down;
        if (isLost && end is null && before is MemberState.Joining or MemberState.Syncing or MemberState.Up)
        {
            instruments.Failures.Add(1);
        }
    }

    private void OnMoved(ShardsMoved moved)
    {
        int shards = moved.Subtrees.Sum(subtree => subtree.ShardCount);
        if (moved.Reason == AssignmentReason.Speculated)
        {
            instruments.Speculated.Add(shards);
        }
        else
        {
            instruments.Reassigned.Add(shards);
        }
    }

    private void OnCheckpoint(CheckpointWritten written, DateTimeOffset at)
    {
        instruments.Checkpoints.Add(1);
        instruments.CheckpointDuration.Record(written.Snapshot.TotalSeconds, "snapshot");
        instruments.CheckpointDuration.Record(written.Write.TotalSeconds, "write");
        instruments.CheckpointDuration.Record(written.Flush.TotalSeconds, "flush");
        instruments.CheckpointSize.Set(written.Bytes);
        instruments.CheckpointStep.Set(written.Step.Value);
        instruments.CheckpointTime.Set(UnixTime.SecondsOf(at));
    }

    private void ShowState()
    {
        string current = end ?? (isPaused ? "paused" : isWaiting ? "waiting" : "running");
        foreach (string state in States)
        {
            instruments.State.Set(state == current ? 1 : 0, state);
        }
    }
}
