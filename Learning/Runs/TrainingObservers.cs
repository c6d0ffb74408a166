using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>Several observers as one; told in the order in which they came.</summary>
internal sealed class TrainingObservers : ITrainingObserver
{
    /// <summary>Replaced, never changed: one may be added while another is told.</summary>
    private ITrainingObserver[] all = [];

    /// <summary>Adds one, told after all others.</summary>
    public void Add(ITrainingObserver observer) => all = [.. all, observer];

    public void OnStep(in StepReport report)
    {
        foreach (ITrainingObserver observer in all)
        {
            observer.OnStep(report);
        }
    }

    public void OnValidated(Step step, double loss, TimeSpan duration)
    {
        foreach (ITrainingObserver observer in all)
        {
            observer.OnValidated(step, loss, duration);
        }
    }

    public void OnCheckpoint(CheckpointReceipt written)
    {
        foreach (ITrainingObserver observer in all)
        {
            observer.OnCheckpoint(written);
        }
    }

    public void OnSample(Step step, string text)
    {
        foreach (ITrainingObserver observer in all)
        {
            observer.OnSample(step, text);
        }
    }

    public void OnWarning(string message)
    {
        foreach (ITrainingObserver observer in all)
        {
            observer.OnWarning(message);
        }
    }
}
