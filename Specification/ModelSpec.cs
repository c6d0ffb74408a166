namespace RnnCluster.Specification;

/// <summary>The network: input, stacked recurrent layers, linear head.</summary>
/// <param name="Embedding">Width of the learned input vectors, &gt;= 1; null: one-hot input.</param>
/// <param name="Cell">The recurrence of every layer.</param>
/// <param name="Hidden">Width of each layer's state, &gt;= 1.</param>
/// <param name="Layers">How many layers are stacked, &gt;= 1.</param>
/// <param name="Dropout">Probability in [0, 1) that an element between two layers is dropped while training.</param>
/// <param name="Tied">Whether head and embedding share one matrix; then <c>Embedding == Hidden</c>.</param>
/// <param name="UniformBound">
/// Initial parameters are uniform in (-a, a) for this a &gt; 0; null: PyTorch's default initialization.
/// </param>
public sealed record ModelSpec(
    int? Embedding,
    CellKind Cell,
    int Hidden,
    int Layers,
    double Dropout,
    bool Tied,
    double? UniformBound);
