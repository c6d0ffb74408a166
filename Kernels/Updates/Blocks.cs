using RnnCluster.Shared;

namespace RnnCluster.Kernels.Updates;

/// <summary>
/// The blocks that norms and digests are taken over: runs of a flat vector without padding. Their cut is part of the
/// numerics; who computes which block is not.
/// </summary>
public static class Blocks
{
    /// <summary>Floats of a block; the last one of a vector may be shorter.</summary>
    public const int Floats = Limits.BlockFloats;

    /// <summary>How many blocks a vector has.</summary>
    /// <param name="length">Floats of the vector.</param>
    public static int Count(int length) => (int)(((long)length + Floats - 1) / Floats);

    /// <summary>Floats of one block of a vector.</summary>
    internal static int Length(int block, int length) => Math.Min(Floats, length - (block * Floats));
}
