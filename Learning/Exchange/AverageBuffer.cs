using RnnCluster.Kernels.Memory;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// The averaged gradient of a step, filled slice by slice in any order. One thread at a time. A slice that comes twice
/// is left as it came first: two answers for one slice have the same bits, or one of them is wrong.
/// </summary>
public sealed class AverageBuffer : IReleasable
{
    private readonly SliceLayout layout;
    private readonly AveragedGradient average;
    private readonly bool[] stored;

    /// <summary>Lays out a buffer.</summary>
    /// <param name="layout">The cut.</param>
    public AverageBuffer(SliceLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        this.layout = layout;
        average = new AveragedGradient(new AlignedFloats(layout.GradientLength), new double[layout.Blocks], layout);
        stored = new bool[layout.Count];
    }

    /// <summary>The state's step that the gradient leads away from.</summary>
    public Step Step { get; private set; }

    /// <summary>Slices that are there.</summary>
    public int StoredSlices { get; private set; }

    /// <summary>Whether all slices are there.</summary>
    public bool IsComplete => StoredSlices == layout.Count;

    /// <summary>Sum of the losses of all shards in nats; belongs to the average, but comes by itself.</summary>
    public double Loss
    {
        get => average.Loss;
        set => average.Loss = value;
    }

    /// <summary>What a replica applies. All slices must be there and <see cref="Loss"/> be set.</summary>
    public AveragedGradient Average
    {
        get
        {
            Ensure.That(IsComplete);
            return average;
        }
    }

    /// <summary>Whether somebody still reads a slice where it lies: no other step may begin then.</summary>
    public bool IsLent => Loans.Outstanding > 0;

    /// <summary>The averaged gradient, flat; only what was reduced here has a meaning.</summary>
    internal AlignedFloats Gradient => average.Flat;

    /// <summary>Who reads slices where they lie.</summary>
    internal Loans Loans { get; } = new();

    /// <summary>Forgets all slices, of which none may be lent: another step begins.</summary>
    /// <param name="step">The state's step that the gradient will lead away from.</param>
    public void Begin(Step step)
    {
        Ensure.That(!IsLent);
        Release();
        Step = step;
        StoredSlices = 0;
        Loss = 0;
        Array.Clear(stored);
    }

    /// <summary>Whether a slice is there.</summary>
    /// <param name="slice">0 .. the layout's count - 1.</param>
    public bool IsStored(int slice) => stored[slice];

    /// <summary>Gives back the slices that came from elsewhere.</summary>
    public void Release() => average.Release();

    /// <summary>Stores a slice of the average that came from its owner.</summary>
    /// <param name="slice">Which slice; any number.</param>
    /// <param name="encoding">How it was written.</param>
    /// <param name="payload">The bytes, from anybody; held until another step begins, if they are all elements.</param>
    /// <param name="squares">The sum of squares of each of its blocks.</param>
    /// <returns>False if it was there already; nothing was done then.</returns>
    /// <exception cref="InvalidDataException">This is no such slice; nothing was stored.</exception>
    public bool Store(int slice, SliceEncoding encoding, Payload payload, ReadOnlySpan<double> squares)
    {
        ArgumentNullException.ThrowIfNull(payload);
        if ((uint)slice >= (uint)layout.Count)
        {
            throw new InvalidDataException($"slice {slice} came, there are 0 to {layout.Count - 1}");
        }

        if (stored[slice])
        {
            return false;
        }

        if (squares.Length != layout.BlockCount(slice))
        {
            throw new InvalidDataException(
                $"slice {slice} came with {squares.Length} sums of squares, it has {layout.BlockCount(slice)} blocks");
        }

        if (encoding == SliceEncoding.Dense)
        {
            _ = SliceRuns.Check(encoding, payload.Span, layout.Length(slice));
            average.Hold(slice, payload.Retain());
        }
        else
        {
            SliceCodec.Decode(
                encoding, payload.Span, Gradient.Span.Slice(layout.Offset(slice), layout.Length(slice)));
        }

        squares.CopyTo(BlockSquares.AsSpan(layout.FirstBlock(slice)));
        MarkStored(slice);
        return true;
    }

    /// <summary>Whether a slice came from elsewhere and is read where it was received.</summary>
    internal bool IsReceived(int slice) => average.IsHeld(slice);

    /// <summary>The sum of squares of each block of a slice that is there.</summary>
    /// <param name="slice">0 .. the layout's count - 1.</param>
    public ReadOnlySpan<double> SquaresOf(int slice)
    {
        Ensure.That(stored[slice]);
        return BlockSquares.AsSpan(layout.FirstBlock(slice), layout.BlockCount(slice));
    }

    /// <summary>The sum of squares of each block of the whole vector.</summary>
    internal double[] BlockSquares => average.BlockSquares;

    /// <summary>The slice's elements and squares have been written in place.</summary>
    internal void MarkStored(int slice)
    {
        Ensure.That(!stored[slice]);
        stored[slice] = true;
        StoredSlices++;
    }
}
