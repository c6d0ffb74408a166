namespace RnnCluster.Protocol.Events;

/// <summary>How values are spread.</summary>
/// <param name="Minimum">The least value; the buckets begin here.</param>
/// <param name="Maximum">The greatest value; the buckets end here.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Counts">How many lie in each of the buckets of equal width.</param>
public sealed record Histogram(
    double Minimum, double Maximum, double Mean, double Deviation, IReadOnlyList<long> Counts);
