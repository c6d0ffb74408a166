namespace RnnCluster.Neural.Modules;

/// <summary>A carried state: one matrix (global rows, width) in the buffer of all carried states.</summary>
/// <param name="Name">As in <c>rnn.l0.h</c>.</param>
/// <param name="Width">Elements per row.</param>
/// <param name="Offset">Its first element in the buffer.</param>
/// <param name="Rows">Global rows.</param>
public sealed record StateSlot(string Name, int Width, int Offset, int Rows)
{
    /// <summary>How many elements it has.</summary>
    public int Length => Rows * Width;

    /// <summary>One row's state.</summary>
    /// <param name="states">The buffer of all carried states.</param>
    /// <param name="row">The global row.</param>
    internal Span<float> Row(Span<float> states, int row) => states.Slice(Offset + (row * Width), Width);
}
