using RnnCluster.Cli.Watching;
using RnnCluster.Learning.Runs;

namespace RnnCluster.Cli.Clusters;

/// <summary>A run that is ready to be trained.</summary>
/// <param name="Run">The run.</param>
/// <param name="Summary">What it is.</param>
/// <param name="View">Shows it in the terminal.</param>
/// <param name="Watch">Between the run and the view.</param>
/// <param name="Stop">Cancelled when the run is to stop.</param>
internal sealed record OpenedRun(
    TrainingRun Run, TrainingSummary Summary, ITrainingView View, TrainingWatch Watch, CancellationToken Stop);
