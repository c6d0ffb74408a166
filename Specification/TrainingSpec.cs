namespace RnnCluster.Specification;

/// <summary>How the network is trained. Exactly one of <c>Steps</c> and <c>Epochs</c> is given.</summary>
/// <param name="Batch">Lanes of the global minibatch, &gt;= 1.</param>
/// <param name="Window">Symbols that each lane advances in a step, &gt;= 1.</param>
/// <param name="Shards">Logical shards of the batch: a power of two, at most the batch.</param>
/// <param name="Steps">Length of the run in steps. A command may stop earlier; the schedule still uses this.</param>
/// <param name="Epochs">Length of the run in passes over the training part.</param>
/// <param name="Reduction">How the loss is reduced.</param>
/// <param name="Clip">The gradient's bound; null: none.</param>
/// <param name="Optimizer">The update rule.</param>
/// <param name="Schedule">How the learning rate moves.</param>
public sealed record TrainingSpec(
    int Batch,
    int Window,
    int Shards,
    long? Steps,
    int? Epochs,
    LossReduction Reduction,
    ClipSpec? Clip,
    OptimizerSpec Optimizer,
    ScheduleSpec Schedule);
