using RnnCluster.Learning.Checkpoints;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>Watches a run. Called between steps on the thread that trains; must not change the run.</summary>
public interface ITrainingObserver
{
    /// <summary>A step's update was made; validation and checkpoint, if due, follow.</summary>
    /// <param name="report">What it did.</param>
    void OnStep(in StepReport report);

    /// <summary>The validation part was evaluated, and the step's metrics are written.</summary>
    /// <param name="step">After which update.</param>
    /// <param name="loss">Mean loss over all its targets, in nats.</param>
    /// <param name="duration">How long that took.</param>
    void OnValidated(Step step, double loss, TimeSpan duration);

    /// <summary>A checkpoint was written.</summary>
    /// <param name="written">What was written.</param>
    void OnCheckpoint(CheckpointReceipt written);

    /// <summary>The model wrote a sample: after a validation, where the run's options ask for it.</summary>
    /// <param name="step">After which update.</param>
    /// <param name="text">The sample.</param>
    void OnSample(Step step, string text)
    {
    }

    /// <summary>Something a person should know.</summary>
    /// <param name="message">One line.</param>
    void OnWarning(string message);
}
