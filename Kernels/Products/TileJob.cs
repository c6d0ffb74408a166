namespace RnnCluster.Kernels.Products;

/// <summary>
/// One tile of a product: C[i][j] = Initial[i][j] + sum over k of A[i][k] * B[k][j], one chain of fused multiply-adds
/// per element, k ascending; for a tree of shards, a chain for each leaf and their sum along the tree.
/// All strides count floats; a "vector" is one register's worth of columns.
/// </summary>
internal unsafe struct TileJob
{
    /// <summary>Floats of the largest tile, 8 rows x 3 vectors of 16: the distance of two waiting tiles.</summary>
    public const int WaitingFloats = 8 * 3 * 16;

    /// <summary>A at the tile's first row and term.</summary>
    public float* A;

    /// <summary>
    /// From a term to what will soon stand in its place, to be fetched ahead: in B for chains from an initial value, in
    /// A for chains from zero, whose rows lie scattered so that no hardware foresees them. Only a hint.
    /// </summary>
    public nint Ahead;

    /// <summary>B at the first term and the tile's first column.</summary>
    public float* B;

    /// <summary>From one term to the next, in B.</summary>
    public nint BStep;

    /// <summary>From one vector of columns to the next, in B.</summary>
    public nint BVector;

    /// <summary>The chains; more than one only where they start from zero and meet in a tree.</summary>
    public TileLeaf* Leaves;

    /// <summary>How many chains there are, at least 1.</summary>
    public nint LeafCount;

    /// <summary>
    /// Room for the sums that wait for their siblings; each lies without gaps, row after row. The last chain's sum goes
    /// to <see cref="C"/>.
    /// </summary>
    public float* Waiting;

    /// <summary>What the chains start from.</summary>
    public float* Initial;

    /// <summary>From row to row of the initial values; 0 for a bias.</summary>
    public nint InitialRow;

    /// <summary>From vector to vector of the initial values.</summary>
    public nint InitialVector;

    /// <summary>Where the tile goes.</summary>
    public float* C;

    /// <summary>From row to row of the result.</summary>
    public nint CRow;

    /// <summary>From vector to vector of the result.</summary>
    public nint CVector;
}
