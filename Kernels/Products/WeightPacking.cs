using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// Transposes row-major weights W (N, K) once per step: the right operand of the forward product Y = X W^T. That of the
/// backward product dX = dY W is W as it lies. Moving data changes no bit.
/// </summary>
public static unsafe class WeightPacking
{
    /// <summary>
    /// Larger matrices leave the caches before they are read: they are written past them, not fetched to be
    /// overwritten.
    /// </summary>
    private const long CachedBytesMax = 4 << 20;

    /// <summary>Transposes W into panels over N: the right operand of Y = X W^T.</summary>
    /// <param name="weights">W, (N, K) row-major, N in the blocks of <paramref name="packed"/>.</param>
    /// <param name="packed">(K, N).</param>
    /// <param name="firstPanel">The first panel to pack; threads split the panels.</param>
    /// <param name="panels">How many panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(ReadOnlySpan<float> weights, Panels packed, int firstPanel, int panels)
    {
        int columns = packed.Rows;
        bool isStreamed = (long)weights.Length * sizeof(float) > CachedBytesMax;
        Ensure.That(weights.Length == packed.Columns * columns);
        Ensure.That(firstPanel >= 0 && panels >= 0 && firstPanel + panels <= packed.PanelCount);

        // Safety: pinned for the duration of the call; reads stay within the rows and columns of W.
        fixed (float* source = weights)
        {
            for (int panel = firstPanel; panel < firstPanel + panels; panel++)
            {
                (int block, int inner) = Math.DivRem(panel, packed.BlockPanels);
                int first = inner * Panels.Width;
                int valid = Math.Min(Panels.Width, packed.BlockColumns - first);
                float* rows = source + ((nint)((block * packed.BlockColumns) + first) * columns);
                float* destination = packed.At(panel, 0);
                int whole = valid / 4 * 4;
                int wholeColumns = columns / 4 * 4;
                for (int column = 0; column < wholeColumns; column += 4)
                {
                    // The next panel's rows follow these: as many of them as are read here.
                    float* ahead = rows + ((nint)(columns + column) * Panels.Width);
                    Prefetch.ToSecondLevel(ahead, 4);
                    for (int row = 0; row < whole; row += 4)
                    {
                        Transpose4(
                            rows + ((nint)row * columns) + column,
                            columns,
                            destination + (column * Panels.Width) + row,
                            isStreamed);
                    }
                }

                TransposeRest(rows, columns, destination, 0, whole, wholeColumns, columns);
                TransposeRest(rows, columns, destination, whole, valid, 0, columns);
            }
        }

        if (isStreamed && Sse.IsSupported)
        {
            // Whoever reads the panels on another core sees them.
            Sse.StoreFence();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* source, nint pitch, float* destination, bool isStreamed)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> r0 = Vector128.Load(source);
            Vector128<float> r1 = Vector128.Load(source + pitch);
            Vector128<float> r2 = Vector128.Load(source + (2 * pitch));
            Vector128<float> r3 = Vector128.Load(source + (3 * pitch));
            Vector128<float> low01 = Sse.UnpackLow(r0, r1);
            Vector128<float> low23 = Sse.UnpackLow(r2, r3);
            Vector128<float> high01 = Sse.UnpackHigh(r0, r1);
            Vector128<float> high23 = Sse.UnpackHigh(r2, r3);
            Store(Sse.MoveLowToHigh(low01, low23), destination, isStreamed);
            Store(Sse.MoveHighToLow(low23, low01), destination + Panels.Width, isStreamed);
            Store(Sse.MoveLowToHigh(high01, high23), destination + (2 * Panels.Width), isStreamed);
            Store(Sse.MoveHighToLow(high23, high01), destination + (3 * Panels.Width), isStreamed);
            return;
        }

        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < 4; column++)
            {
                destination[(column * Panels.Width) + row] = source[(row * pitch) + column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> values, float* destination, bool isStreamed)
    {
        if (isStreamed)
        {
            values.StoreAlignedNonTemporal(destination);
            return;
        }

        values.Store(destination);
    }

    private static void TransposeRest(
        float* source, int pitch, float* destination, int rowFirst, int rowEnd, int columnFirst, int columnEnd)
    {
        for (int row = rowFirst; row < rowEnd; row++)
        {
            for (int column = columnFirst; column < columnEnd; column++)
            {
                destination[(column * Panels.Width) + row] = source[((nint)row * pitch) + column];
            }
        }
    }
}
