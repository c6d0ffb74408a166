using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// The flat gradient cut into slices of whole blocks: what travels, is reduced and is stored by itself. The cut is no
/// part of the numerics, because the norm's blocks are never divided; all nodes of a run must cut alike.
/// </summary>
public sealed class SliceLayout
{
    /// <summary>
    /// Blocks of a slice: as many as a message carries, 64 of 16 KiB. That is large enough that what is paid per
    /// message vanishes, and small enough that the first leave long before the backward pass ends.
    /// </summary>
    public const int BlocksDefault = Limits.SliceBlocksMax;

    /// <summary>A model has at least so many slices, unless they would be smaller than this permits.</summary>
    private const int CountMin = 8;

    /// <summary>512 KiB: below that, a message costs more than is gained by sending it early.</summary>
    private const int BlocksMin = 32;

    /// <summary>Cuts a vector.</summary>
    /// <param name="length">Elements of the flat gradient, at least 1.</param>
    /// <param name="blocksPerSlice">1 .. <see cref="Limits.SliceBlocksMax"/>; the last slice may have fewer.</param>
    public SliceLayout(int length, int blocksPerSlice = BlocksDefault)
    {
        Ensure.That(length > 0 && blocksPerSlice is >= 1 and <= Limits.SliceBlocksMax);
        GradientLength = length;
        BlocksPerSlice = blocksPerSlice;
        Blocks = Kernels.Updates.Blocks.Count(length);
        Count = (Blocks + blocksPerSlice - 1) / blocksPerSlice;
    }

    /// <summary>
    /// How many blocks make a good slice: with few slices, one waits for the other on its way through two processes.
    /// </summary>
    /// <param name="length">Elements of the flat gradient.</param>
    public static int BlocksFor(int length) =>
        Math.Clamp(Kernels.Updates.Blocks.Count(length) / CountMin, BlocksMin, BlocksDefault);

    /// <summary>Elements of the flat gradient.</summary>
    public int GradientLength { get; }

    /// <summary>Blocks of a slice, the last one excepted.</summary>
    public int BlocksPerSlice { get; }

    /// <summary>Blocks of the flat gradient.</summary>
    public int Blocks { get; }

    /// <summary>How many slices there are.</summary>
    public int Count { get; }

    /// <summary>The first element of a slice; <see cref="Count"/> gives the end of the last one.</summary>
    /// <param name="slice">0 .. <see cref="Count"/>.</param>
    public int Offset(int slice)
    {
        Ensure.That((uint)slice <= (uint)Count);
        return (int)Math.Min((long)slice * BlocksPerSlice * Kernels.Updates.Blocks.Floats, GradientLength);
    }

    /// <summary>Elements of a slice.</summary>
    /// <param name="slice">0 .. <see cref="Count"/> - 1.</param>
    public int Length(int slice) => Offset(slice + 1) - Offset(slice);

    /// <summary>The first block of a slice; <see cref="Count"/> gives the end of the last one.</summary>
    /// <param name="slice">0 .. <see cref="Count"/>.</param>
    public int FirstBlock(int slice)
    {
        Ensure.That((uint)slice <= (uint)Count);
        return Math.Min(slice * BlocksPerSlice, Blocks);
    }

    /// <summary>Blocks of a slice.</summary>
    /// <param name="slice">0 .. <see cref="Count"/> - 1.</param>
    public int BlockCount(int slice) => FirstBlock(slice + 1) - FirstBlock(slice);

    /// <summary>The slice that an element lies in.</summary>
    /// <param name="element">0 .. <see cref="GradientLength"/> - 1.</param>
    public int SliceOf(int element)
    {
        Ensure.That((uint)element < (uint)GradientLength);
        return element / Kernels.Updates.Blocks.Floats / BlocksPerSlice;
    }
}
