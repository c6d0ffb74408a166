namespace RnnCluster.TestKit;

/// <summary>How a reference case clips its averaged gradient; exactly one of the two bounds is there.</summary>
/// <param name="Norm">The bound of the global norm: the factor is min(1, Norm / (norm + 1e-6)).</param>
/// <param name="Value">The bound of each element's size.</param>
public sealed record ReferenceClip(double? Norm, double? Value);
