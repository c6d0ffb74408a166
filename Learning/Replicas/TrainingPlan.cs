using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>Everything about a run that its arithmetic depends on, the data excepted.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Model">What the model is made of.</param>
/// <param name="Batch">B, rows of the global minibatch.</param>
/// <param name="Window">T, time steps per row and update.</param>
/// <param name="Shards">S, a power of two, at most B.</param>
/// <param name="SumsOverSequence">
/// Whether the loss is summed over the window and averaged over rows, instead of averaged over all targets.
/// </param>
/// <param name="Clip">How gradients are clipped.</param>
/// <param name="Optimizer">How an averaged gradient becomes an update.</param>
/// <param name="Schedule">The learning rate by step.</param>
public sealed record TrainingPlan(
    ulong Seed,
    ModelOptions Model,
    int Batch,
    int Window,
    int Shards,
    bool SumsOverSequence,
    ClipOptions Clip,
    OptimizerOptions Optimizer,
    RateSchedule Schedule)
{
    /// <summary>What a step's summed gradient is multiplied by: float(1 / targets), or float(1 / rows).</summary>
    public float AverageFactor => (float)(1.0 / (SumsOverSequence ? Batch : (double)Batch * Window));

    /// <summary>Targets of a step.</summary>
    public long TargetsPerStep => (long)Batch * Window;

    /// <summary>The root of the shard tree.</summary>
    public TreeNode Root => TreeNode.Root(Shards);
}
