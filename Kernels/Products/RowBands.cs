using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// Which rows of a time-major matrix a product works on: the same band of batch rows at each of a run of time steps.
/// </summary>
/// <param name="First">The first row of the first band.</param>
/// <param name="Rows">Rows of a band, at least 1.</param>
/// <param name="Bands">How many bands, at least 1.</param>
/// <param name="Stride">From the first row of a band to the first row of the next.</param>
public readonly record struct RowBands(int First, int Rows, int Bands, int Stride)
{
    /// <summary>One run of rows.</summary>
    /// <param name="first">The first row.</param>
    /// <param name="rows">How many rows.</param>
    public static RowBands Of(int first, int rows) => new(first, rows, 1, rows);

    /// <summary>The same rows, bands that touch joined into one.</summary>
    public RowBands Joined()
    {
        Ensure.That(First >= 0 && Rows > 0 && Bands > 0 && Stride >= Rows);
        return Stride == Rows ? Of(First, Rows * Bands) : this;
    }

    /// <summary>The last row plus one.</summary>
    internal int End => First + ((Bands - 1) * Stride) + Rows;
}
