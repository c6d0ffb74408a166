namespace RnnCluster.Learning.Exchange;

/// <summary>How a slice is written as bytes. The numbers are on the wire: never renumber one.</summary>
public enum SliceEncoding
{
    /// <summary>Every element, little-endian.</summary>
    Dense = 0,

    /// <summary>
    /// The number of runs, then of each run its first element and how many, all unsigned 32-bit little-endian, runs
    /// ascending; then the elements of all runs. What lies in no run is -0, the identity of addition.
    /// </summary>
    Rows = 1,
}
