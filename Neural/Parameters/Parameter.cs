namespace RnnCluster.Neural.Parameters;

/// <summary>One named tensor within the flat parameter buffer, row-major without padding.</summary>
/// <param name="Name">PyTorch's name, as in <c>rnn.weight_ih_l0</c>.</param>
/// <param name="Rows">First dimension; the length of a bias.</param>
/// <param name="Columns">Second dimension; 0 for a vector.</param>
/// <param name="Offset">Its first element in the flat buffer.</param>
public sealed record Parameter(string Name, int Rows, int Columns, int Offset)
{
    /// <summary>How many elements it has.</summary>
    public int Length => IsVector ? Rows : Rows * Columns;

    /// <summary>Whether it has one dimension.</summary>
    public bool IsVector => Columns == 0;

    /// <summary>The shape as PyTorch prints it: one or two dimensions.</summary>
    public IReadOnlyList<int> Shape => IsVector ? [Rows] : [Rows, Columns];

    /// <summary>Where some of its rows lie in a buffer in the flat layout.</summary>
    /// <param name="first">The first row, or element of a vector.</param>
    /// <param name="count">How many.</param>
    public FlatRange RangeOf(int first, int count)
    {
        int width = Math.Max(Columns, 1);
        return new FlatRange(Offset + (first * width), count * width);
    }

    /// <summary>This tensor's part of a buffer in the flat layout.</summary>
    /// <param name="flat">Parameters, gradients or moments.</param>
    public Span<float> Of(Span<float> flat) => flat.Slice(Offset, Length);

    /// <summary>This tensor's part of a buffer in the flat layout.</summary>
    /// <param name="flat">Parameters, gradients or moments.</param>
    public ReadOnlySpan<float> Of(ReadOnlySpan<float> flat) => flat.Slice(Offset, Length);
}
