namespace RnnCluster.Specification;

/// <summary>A bound on the averaged gradient, applied before the optimizer.</summary>
/// <param name="Kind">What is bounded.</param>
/// <param name="Bound">The bound, &gt; 0.</param>
public sealed record ClipSpec(ClipKind Kind, double Bound);
