namespace RnnCluster.Learning.Weights;

/// <summary>Where the values of a tensor go.</summary>
/// <param name="name">The tensor's name.</param>
/// <returns>Exactly as many elements as the expected shape says.</returns>
public delegate Span<float> WeightsDestination(string name);
