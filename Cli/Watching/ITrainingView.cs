using RnnCluster.Learning.Runs;
using RnnCluster.Protocol.Events;
using RnnCluster.Shared;
using RnnCluster.Transport;

namespace RnnCluster.Cli.Watching;

/// <summary>How a training run looks: live, as plain lines, or as JSON. Decides nothing.</summary>
internal interface ITrainingView
{
    /// <summary>The least time between two <see cref="OnProgress"/>.</summary>
    TimeSpan Cadence { get; }

    /// <summary>The run is open and about to begin.</summary>
    void OnBegin(TrainingSummary summary);

    /// <summary>Runs the training while the view is on.</summary>
    RunResult Watch(Func<RunResult> training);

    /// <summary>Some time has passed, or the run ends.</summary>
    void OnProgress(TrainingSnapshot snapshot);

    /// <summary>A validation loss was measured.</summary>
    void OnValidated(Step step, double loss);

    /// <summary>A checkpoint was written.</summary>
    void OnCheckpoint(Step step, string stateHash);

    /// <summary>A line that a person should read; may come before the run begins.</summary>
    void OnWarning(string message);

    /// <summary>Something happened in the cluster; called on another thread.</summary>
    void OnEvent(RunEvent happened);

    /// <summary>Workers can come from now on.</summary>
    void OnListening(Endpoint endpoint);

    /// <summary>The dashboard is served from now on.</summary>
    /// <param name="address">What a person opens in a browser.</param>
    /// <param name="token">What operators show, if it was made for this run; null if they have it already.</param>
    void OnServing(Uri address, string? token);

    /// <summary>The user asked to stop; called on another thread.</summary>
    void OnStopping();

    /// <summary>The process is about to end at once; called on another thread.</summary>
    void OnAbort();

    /// <summary>The run has ended.</summary>
    void OnEnd(TrainingOutcome outcome);
}
