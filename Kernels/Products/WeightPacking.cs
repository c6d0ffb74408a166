using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// Brings row-major weights W (N, K) into the form of a right operand, once per step: as they are for the backward
/// product dX = dY W, transposed for the forward product Y = X W^T. Moving data changes no bit.
/// </summary>
public static unsafe class WeightPacking
{
    /// <summary>Copies W into panels over K: the right operand of dX = dY W.</summary>
    /// <param name="weights">W, (N, K) row-major.</param>
    /// <param name="packed">(N, K).</param>
    /// <param name="firstRow">The first row of W to pack; threads split the rows.</param>
    /// <param name="rows">How many rows.</param>
    public static void Pack(ReadOnlySpan<float> weights, Panels packed, int firstRow, int rows)
    {
        Ensure.That(packed.Blocks == 1 && weights.Length == packed.Rows * packed.Columns);
        Ensure.That(firstRow >= 0 && rows >= 0 && firstRow + rows <= packed.Rows);

        // Safety: pinned for the duration of the call; reads stay within the rows of W.
        fixed (float* source = weights)
        {
            var action = new CopyAction(source, packed, firstRow, rows);
            LaneDispatch.Invoke(ref action);
        }
    }

    /// <summary>Transposes W into panels over N: the right operand of Y = X W^T.</summary>
    /// <param name="weights">W, (N, K) row-major, N in the blocks of <paramref name="packed"/>.</param>
    /// <param name="packed">(K, N).</param>
    /// <param name="firstPanel">The first panel to pack; threads split the panels.</param>
    /// <param name="panels">How many panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackTransposed(ReadOnlySpan<float> weights, Panels packed, int firstPanel, int panels)
    {
        int columns = packed.Rows;
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
                    for (int row = 0; row < whole; row += 4)
                    {
                        Transpose4(
                            rows + ((nint)row * columns) + column,
                            columns,
                            destination + (column * Panels.Width) + row);
                    }
                }

                TransposeRest(rows, columns, destination, 0, whole, wholeColumns, columns);
                TransposeRest(rows, columns, destination, whole, valid, 0, columns);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(float* source, nint pitch, float* destination)
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
            Sse.MoveLowToHigh(low01, low23).Store(destination);
            Sse.MoveHighToLow(low23, low01).Store(destination + Panels.Width);
            Sse.MoveLowToHigh(high01, high23).Store(destination + (2 * Panels.Width));
            Sse.MoveHighToLow(high23, high01).Store(destination + (3 * Panels.Width));
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

    private readonly struct CopyAction(float* weights, Panels packed, int firstRow, int rows) : ILaneAction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            int columns = packed.Columns;
            int wholePanels = columns / Panels.Width;
            int tail = columns % Panels.Width;
            for (int row = firstRow; row < firstRow + rows; row++)
            {
                float* source = weights + ((nint)row * columns);
                float* destination = packed.At(0, row);
                for (int panel = 0; panel < wholePanels; panel++)
                {
                    for (int lane = 0; lane < Panels.Width; lane += TLanes.Count)
                    {
                        TLanes.Store(TLanes.Load(source + lane), destination + lane);
                    }

                    source += Panels.Width;
                    destination += packed.PanelStride;
                }

                for (int column = 0; column < tail; column++)
                {
                    destination[column] = source[column];
                }
            }
        }
    }
}
