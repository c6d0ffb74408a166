using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Embeddings;

/// <summary>Looks tokens up in a table of embeddings.</summary>
public static class EmbeddingGather
{
    /// <summary>Copies table rows into rows of a matrix; padding columns become zero.</summary>
    /// <param name="table">(V, E), row-major, without padding.</param>
    /// <param name="tokens">By row of the matrix: 0 .. V - 1.</param>
    /// <param name="destination">One block of E columns.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    public static unsafe void Gather(
        ReadOnlySpan<float> table, ReadOnlySpan<int> tokens, Panels destination, int row, int rows)
    {
        int columns = destination.Columns;
        new PanelRows(destination, row).EnsureShape(rows, 1, columns);
        Ensure.That(table.Length % columns == 0 && tokens.Length >= row + rows);
        int vocabulary = table.Length / columns;
        int whole = columns / Panels.Width;
        int tail = columns % Panels.Width;
        fixed (float* start = table)
        {
            // Safety: every token is checked against the table, every row against the matrix.
            for (int r = row; r < row + rows; r++)
            {
                Ensure.That((uint)tokens[r] < (uint)vocabulary);
                float* source = start + ((nint)tokens[r] * columns);
                for (int panel = 0; panel < whole; panel++, source += Panels.Width)
                {
                    var line = new Span<float>(destination.At(panel, r), Panels.Width);
                    new ReadOnlySpan<float>(source, Panels.Width).CopyTo(line);
                }

                if (tail > 0)
                {
                    var line = new Span<float>(destination.At(whole, r), Panels.Width);
                    new ReadOnlySpan<float>(source, tail).CopyTo(line);
                    line[tail..].Clear();
                }
            }
        }
    }
}
