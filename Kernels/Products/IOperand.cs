namespace RnnCluster.Kernels.Products;

/// <summary>How a tile walks its left operand, as constants for the compiler.</summary>
internal interface IOperand
{
    /// <summary>Floats from one row of the tile to the next.</summary>
    static abstract int Row { get; }

    /// <summary>
    /// Whether chains start from zero and sums that wait for them are added at their end, as in a tree of shards.
    /// </summary>
    static abstract bool StartsFromZero { get; }

    /// <summary>Floats from one term of the chain to the next.</summary>
    static abstract int Step { get; }
}
