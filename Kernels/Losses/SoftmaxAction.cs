using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Functions;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Kernels.Reductions;

namespace RnnCluster.Kernels.Losses;

/// <summary>
/// What <see cref="SoftmaxCrossEntropy"/> describes, eight rows at a time: their 128 floats of a panel are contiguous,
/// so memory streams, and a block's logits stay in the second-level cache for all three passes.
/// </summary>
internal readonly unsafe struct SoftmaxAction(
    SoftmaxMode mode, Panels logits, int* targets, int firstRow, int rows, double* losses) : ILaneAction
{
    private const int BlockRows = 8;
    private const int BlockFloats = BlockRows * Panels.Width;
    private const int PanelsAhead = 8;

    public void Invoke<TLanes>()
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int row = firstRow; row < firstRow + rows; row += BlockRows)
        {
            Block<TLanes>(row, Math.Min(BlockRows, firstRow + rows - row));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Block<TLanes>(int row, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // Safety: the caller ensured the rows; both buffers hold the floats of eight rows of a panel.
        float* lanes = stackalloc float[BlockFloats];
        float* rowValues = stackalloc float[BlockFloats];
        float* targetLogits = stackalloc float[BlockRows];
        float* maxima = stackalloc float[BlockRows];
        int floats = count * Panels.Width;

        new Span<float>(lanes, floats).Fill(float.NegativeInfinity);
        for (int panel = 0; panel < logits.PanelCount; panel++)
        {
            // The rows of the panels to come lie far apart: no hardware foresees them.
            nint ahead = panel + PanelsAhead < logits.PanelCount ? (nint)PanelsAhead * logits.PanelStride : 0;
            MaxOf<TLanes>(logits.At(panel, row), lanes, floats, ahead);
        }

        for (int r = 0; r < count; r++)
        {
            maxima[r] = LaneTree.Max(lanes + (r * Panels.Width));
            new Span<float>(rowValues + (r * Panels.Width), Panels.Width).Fill(maxima[r]);
            int target = targets[row + r];
            targetLogits[r] = target < 0 ? 0 : *Element(row + r, target);
        }

        new Span<float>(lanes, floats).Clear();
        for (int panel = 0; panel < logits.PanelCount; panel++)
        {
            float* x = logits.At(panel, row);
            ExpOf<TLanes>(x, mode == SoftmaxMode.Loss ? null : x, rowValues, lanes, floats);
        }

        for (int r = 0; r < count; r++)
        {
            float sum = LaneTree.Sum(lanes + (r * Panels.Width));
            new Span<float>(rowValues + (r * Panels.Width), Panels.Width).Fill(1f / sum);
            bool masked = targets[row + r] < 0;
            double difference = (double)maxima[r] - targetLogits[r];
            losses[row + r] = masked ? 0 : difference + DoubleFunctions.Log(sum);
        }

        if (mode == SoftmaxMode.Gradient)
        {
            for (int panel = 0; panel < logits.PanelCount; panel++)
            {
                Scale<TLanes>(logits.At(panel, row), rowValues, floats);
            }

            SubtractTargets(row, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SubtractTargets(int row, int count)
    {
        for (int r = row; r < row + count; r++)
        {
            if (targets[r] >= 0)
            {
                *Element(r, targets[r]) -= 1f;
                continue;
            }

            for (int panel = 0; panel < logits.PanelCount; panel++)
            {
                new Span<float>(logits.At(panel, r), Panels.Width).Clear();
            }
        }
    }

    private float* Element(int row, int column) => logits.At(column / Panels.Width, row) + (column % Panels.Width);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MaxOf<TLanes>(float* x, float* lanes, int floats, nint ahead)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int at = 0; at < floats; at += TLanes.Count)
        {
            Prefetch.ToSecondLevel(x + at + ahead);
            TLanes value = TLanes.Load(x + at);
            TLanes max = TLanes.Load(lanes + at);
            TLanes.Store(TLanes.Select(TLanes.GreaterThan(value, max), value, max), lanes + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ExpOf<TLanes>(float* x, float* destination, float* maxima, float* lanes, int floats)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int at = 0; at < floats; at += TLanes.Count)
        {
            // Nothing is greater than the maximum.
            TLanes e = LaneFunctions.ExpBelow(TLanes.Load(x + at) - TLanes.Load(maxima + at));
            TLanes.Store(TLanes.Load(lanes + at) + e, lanes + at);
            if (destination != null)
            {
                TLanes.Store(e, destination + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scale<TLanes>(float* x, float* factors, int floats)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int at = 0; at < floats; at += TLanes.Count)
        {
            TLanes.Store(TLanes.Load(x + at) * TLanes.Load(factors + at), x + at);
        }
    }
}
