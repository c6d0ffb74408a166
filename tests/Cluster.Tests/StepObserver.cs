using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Runs;
using RnnCluster.Shared;

namespace RnnCluster.Cluster.Tests;

/// <summary>Watches a run and calls back for each step.</summary>
internal sealed class StepObserver(Action<Step>? onStep = null, Action<string>? onWarning = null)
    : ITrainingObserver
{
    public void OnStep(in StepReport report) => onStep?.Invoke(report.Step);

    public void OnValidated(Step step, double loss, TimeSpan duration)
    {
    }

    public void OnCheckpoint(CheckpointReceipt written)
    {
    }

    public void OnWarning(string message) => onWarning?.Invoke(message);
}
