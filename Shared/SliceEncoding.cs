namespace RnnCluster.Shared;

/// <summary>How the floats of a gradient's slice lie in a message.</summary>
public enum SliceEncoding
{
    /// <summary>All of them, little-endian.</summary>
    Dense = 0,

    /// <summary>
    /// Only the runs that hold something: u32 count of runs, then for each u32 offset within the slice and u32 count of
    /// floats, ascending and disjoint, then the floats of all runs. Everything else is -0, the identity of addition.
    /// </summary>
    Rows = 1,
}
