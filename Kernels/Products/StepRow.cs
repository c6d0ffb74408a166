namespace RnnCluster.Kernels.Products;

/// <summary>
/// Which row of a matrix goes with a time step of a batch row: <see cref="ShardRows.RowOf"/> finds it.
/// </summary>
public enum StepRow
{
    /// <summary>The matrix has T * B rows: the position itself.</summary>
    Position,

    /// <summary>The matrix holds states, (T + 1) * B rows: the state that the step starts from.</summary>
    StateBefore,

    /// <summary>The matrix holds states, (T + 1) * B rows: the state that the step leads to.</summary>
    StateAfter,
}
