using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;
using RnnCluster.Learning.Exchange;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// The averaged gradient of a step with what clipping needs: every replica that applies it derives the same factor. It
/// lies flat; slices that came from elsewhere stay where they were received.
/// </summary>
public sealed class AveragedGradient
{
    private readonly SliceLayout? layout;
    private readonly Payload?[] received;

    /// <summary>Names the parts.</summary>
    /// <param name="gradient">The averaged gradient, flat.</param>
    /// <param name="blockSquares">The sum of squares of each block of 4,096 elements.</param>
    /// <param name="layout">How slices come from elsewhere; null if none do.</param>
    public AveragedGradient(AlignedFloats gradient, double[] blockSquares, SliceLayout? layout = null)
    {
        Flat = gradient;
        BlockSquares = blockSquares;
        this.layout = layout;
        received = new Payload?[layout?.Count ?? 0];
    }

    /// <summary>The averaged gradient, flat, where no slice came from elsewhere.</summary>
    public AlignedFloats Gradient
    {
        get
        {
            Ensure.That(Array.TrueForAll(received, static payload => payload is null));
            return Flat;
        }
    }

    /// <summary>Sum of the losses of all shards in nats.</summary>
    public double Loss { get; set; }

    /// <summary>The sum of squares of each block of 4,096 elements.</summary>
    internal double[] BlockSquares { get; }

    /// <summary>What lies flat; the places of slices that are held elsewhere have no meaning.</summary>
    internal AlignedFloats Flat { get; }

    /// <summary>Holds a slice where it was received, until <see cref="Release"/>.</summary>
    internal void Hold(int slice, Payload payload) => received[slice] = payload;

    /// <summary>Whether a slice is held where it was received.</summary>
    internal bool IsHeld(int slice) => received[slice] is not null;

    /// <summary>Gives back what is held.</summary>
    internal void Release()
    {
        for (int slice = 0; slice < received.Length; slice++)
        {
            received[slice]?.Release();
            received[slice] = null;
        }
    }

    /// <summary>The elements from a block on, as far as they lie together.</summary>
    /// <param name="block">The block.</param>
    /// <param name="end">One past the last block that is wanted.</param>
    /// <param name="next">The first block that is wanted and not given: <paramref name="end"/> if none is.</param>
    internal ReadOnlySpan<float> From(int block, int end, out int next)
    {
        int element = block * Kernels.Updates.Blocks.Floats;
        if (layout is null)
        {
            next = end;
            return Flat.Span[element..];
        }

        int slice = layout.SliceOf(element);
        next = Math.Min(end, layout.FirstBlock(slice + 1));
        return received[slice] is { } payload
            ? MemoryMarshal.Cast<byte, float>(payload.Span)[(element - layout.Offset(slice))..]
            : Flat.Span[element..layout.Offset(slice + 1)];
    }
}
