using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Watching;

/// <summary>Between a run and its view: measures, and lets progress through as often as the view wants.</summary>
internal sealed class TrainingWatch(ITrainingView view, TimeProvider time) : ITrainingObserver
{
    private readonly Lock gate = new();

    /// <summary>Warnings that the view has shown and that the cluster's events bring once more, oldest first.</summary>
    private readonly List<string> shown = [];
    private bool hasEvents;
    private TrainingMeter? meter;
    private StepCount? steps;
    private long reported;

    /// <summary>Targets per second over all steps; 0 if there was none.</summary>
    public double TokensPerSecond => meter!.TokensPerSecond;

    /// <summary>Steps that were made once more after a later one: 0 if the run never went back.</summary>
    public long StepsLost => steps!.Lost;

    /// <summary>The run is about to begin: the clock starts.</summary>
    public void Begin(TrainingSummary summary)
    {
        view.OnBegin(summary);
        steps = new StepCount(new Step(summary.Step));
        meter = new TrainingMeter(time, summary.Step, summary.Steps, summary.TokensPerStep);
        reported = meter.Begun;
    }

    /// <summary>Shows the latest, however long ago the last report was; nothing if there was no step.</summary>
    public void Report()
    {
        if (meter!.HasSteps)
        {
            view.OnProgress(meter.Snapshot);
        }
    }

    public void OnStep(in StepReport report)
    {
        steps!.Add(report.Step);
        long now = meter!.OnStep(report.Step.Value, report.Loss);
        if (time.GetElapsedTime(reported, now) >= view.Cadence)
        {
            reported = now;
            Report();
        }
    }

    public void OnValidated(Step step, double loss, TimeSpan duration)
    {
        meter!.OnValidated(loss);
        view.OnValidated(step, loss);
    }

    public void OnCheckpoint(CheckpointReceipt written)
    {
        meter!.OnPause();
        view.OnCheckpoint(written.Step, written.StateHash);
    }

    public void OnWarning(string message)
    {
        lock (gate)
        {
            if (hasEvents)
            {
                shown.Add(message);
            }
        }

        view.OnWarning(message);
    }

    /// <summary>The run becomes a cluster: from now on each warning of its journal comes as an event, too.</summary>
    public void BecomeCluster()
    {
        lock (gate)
        {
            hasEvents = true;
        }
    }

    /// <summary>Shows what happened in the cluster, but no warning a second time.</summary>
    /// <param name="happened">The event; called on another thread than that of the run.</param>
    public void OnEvent(RunEvent happened)
    {
        lock (gate)
        {
            if (happened is RunWarned warned && shown.Remove(warned.Text))
            {
                return;
            }
        }

        view.OnEvent(happened);
    }
}
