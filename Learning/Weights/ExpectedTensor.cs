namespace RnnCluster.Learning.Weights;

/// <summary>A tensor that a model needs from a weights file.</summary>
/// <param name="Name">PyTorch's name, e.g. <c>rnn.weight_ih_l0</c>.</param>
/// <param name="Shape">PyTorch's shape, slowest dimension first.</param>
/// <param name="SameAs">
/// For a tied tensor: the expected tensor whose values it shares. The file may then lack it; if it is there, it must
/// be equal bit for bit. Null for a tensor of its own.
/// </param>
public sealed record ExpectedTensor(string Name, IReadOnlyList<long> Shape, string? SameAs = null);
