namespace RnnCluster.Kernels.Products;

/// <summary>One chain of a tile: a shard's rows, or the terms of one visit. All distances count floats.</summary>
internal struct TileLeaf
{
    /// <summary>From the tile's A to the chain's first term.</summary>
    public nint A;

    /// <summary>From the tile's B to the chain's first term.</summary>
    public nint B;

    /// <summary>Terms of the chain.</summary>
    public nint Terms;

    /// <summary>Terms of a segment; the last segment may be shorter.</summary>
    public nint SegmentLength;

    /// <summary>From a segment's first term to the next one's, in A.</summary>
    public nint ASegment;

    /// <summary>From a segment's first term to the next one's, in B.</summary>
    public nint BSegment;

    /// <summary>
    /// Where chains start from zero: how many waiting sums are added at the chain's end, left child plus right child.
    /// </summary>
    public nint Merges;
}
