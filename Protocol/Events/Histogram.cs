using MessagePack;

namespace RnnCluster.Protocol.Events;

/// <summary>How values are spread.</summary>
/// <param name="Minimum">The least value; the buckets begin here.</param>
/// <param name="Maximum">The greatest value; the buckets end here.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Counts">How many lie in each of the buckets of equal width.</param>
[MessagePackObject]
public sealed record Histogram(
    [property: Key(0)] double Minimum,
    [property: Key(1)] double Maximum,
    [property: Key(2)] double Mean,
    [property: Key(3)] double Deviation,
    [property: Key(4)] IReadOnlyList<long> Counts);
