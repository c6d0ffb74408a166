namespace RnnCluster.Specification;

/// <summary>When and how the validation part is measured. It never changes a run's state.</summary>
/// <param name="Every">Steps between two validations; 0: at the end of the run only.</param>
/// <param name="Lanes">How many lanes the part is cut into, &gt;= 1.</param>
public sealed record ValidationSpec(long Every, int Lanes);
