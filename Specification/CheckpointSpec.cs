namespace RnnCluster.Specification;

/// <summary>When checkpoints are written and how many stay. It never changes a run's state.</summary>
/// <param name="Every">Steps between two checkpoints; 0: at the end of the run only.</param>
/// <param name="Keep">How many of the latest are kept, &gt;= 1.</param>
public sealed record CheckpointSpec(long Every, int Keep);
