using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Standing;
using RnnCluster.Telemetry.Events;

namespace RnnCluster.Telemetry.Metrics;

/// <summary>
/// A run as metrics: where it stands (<see cref="RunStanding"/>), and what only metrics have, such as distributions.
/// </summary>
internal sealed class RunMetrics : IDisposable
{
    private static readonly RunState[] States = Enum.GetValues<RunState>();

    private readonly long tokensPerStep;
    private readonly RunInstruments instruments;
    private readonly NodeSeries nodes;
    private readonly RunStanding standing;
    private RunState? shown;

    public RunMetrics(TelemetrySetup setup)
    {
        tokensPerStep = setup.TokensPerStep;
        Metrics = new MetricSet(setup.Version);
        instruments = new RunInstruments(Metrics);
        nodes = new NodeSeries(instruments);
        instruments.Info.Set(1, setup.Run.ToString(), setup.Name, setup.Version);
        standing = new RunStanding(setup.FirstStep);

        // Counters begin at 0, so that rate() sees the first increment.
        instruments.Clipped.Set(0);
        Show();
    }

    public MetricSet Metrics { get; }

    /// <summary>Takes an event.</summary>
    public void On(in StampedEvent happened)
    {
        lock (Metrics.Gate)
        {
            nodes.ForgetOld(happened.At);
            _ = standing.Advance(happened.Event);
            Record(happened.Event, happened.At);
            Show();
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

    private void Record(RunEvent happened, DateTimeOffset at)
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
                nodes.Become(changed.Node, changed.State, at);
                break;
            case RunValidated validated:
                instruments.ValidationLoss.Set(validated.Loss);
                break;
            case CheckpointWritten written:
                OnCheckpoint(written, at);
                break;
            case DamageDetected damage:
                nodes.OnDamaged(damage);
                break;
            default:
                break;
        }
    }

    private void OnCompleted(StepCompleted completed)
    {
        instruments.StepDuration.Record(completed.Duration.TotalSeconds);
        instruments.Loss.Set(completed.Loss);
        instruments.Rate.Set(completed.Rate);
        instruments.Norm.Set(completed.Norm);
        instruments.Clipped.Add(completed.IsClipped ? 1 : 0);
    }

    private void OnCheckpoint(CheckpointWritten written, DateTimeOffset at)
    {
        instruments.CheckpointDuration.Record(written.Snapshot.TotalSeconds, "snapshot");
        instruments.CheckpointDuration.Record(written.Write.TotalSeconds, "write");
        instruments.CheckpointDuration.Record(written.Flush.TotalSeconds, "flush");
        instruments.CheckpointSize.Set(written.Bytes);
        instruments.CheckpointStep.Set(written.Step.Value);
        instruments.CheckpointTime.Set(UnixTime.SecondsOf(at));
    }

    private void Show()
    {
        instruments.Step.Set(standing.Step.Value);
        instruments.Steps.Set(standing.StepsMade);
        instruments.Tokens.Set(standing.StepsMade * (double)tokensPerStep);
        instruments.Reassigned.Set(standing.ReassignedShards);
        instruments.Speculated.Set(standing.SpeculatedShards);
        instruments.Failures.Set(standing.Failures);
        instruments.Warnings.Set(standing.Warnings);
        instruments.Checkpoints.Set(standing.Checkpoints);
        RunState current = standing.State;
        if (shown == current)
        {
            return;
        }

        shown = current;
        foreach (RunState state in States)
        {
            instruments.State.Set(state == current ? 1 : 0, StateWords.Of(state));
        }
    }
}
