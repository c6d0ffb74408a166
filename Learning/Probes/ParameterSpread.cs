namespace RnnCluster.Learning.Probes;

/// <summary>How a parameter and its gradient are spread.</summary>
/// <param name="Name">PyTorch's name, as in <c>rnn.weight_ih_l0</c>.</param>
/// <param name="Weights">Its values after the update.</param>
/// <param name="Gradient">
/// Its averaged gradient before clipping: what the update was made of. Rows of an embedding table whose symbols did
/// not occur count as zeros.
/// </param>
public sealed record ParameterSpread(string Name, Spread Weights, Spread Gradient);
