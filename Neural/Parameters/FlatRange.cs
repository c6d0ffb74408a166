namespace RnnCluster.Neural.Parameters;

/// <summary>A run of elements of a buffer in the flat layout.</summary>
/// <param name="Offset">The first element.</param>
/// <param name="Length">How many elements.</param>
public readonly record struct FlatRange(int Offset, int Length)
{
    /// <summary>One past the last element.</summary>
    public int End => Offset + Length;
}
