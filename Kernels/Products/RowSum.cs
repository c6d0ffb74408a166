using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Products;

/// <summary>The element-wise sum of some rows.</summary>
public static unsafe class RowSum
{
    /// <summary>Adds rows to rows: target += addend, each element rounded once.</summary>
    /// <param name="target">What is added to.</param>
    /// <param name="addend">What is added; of the same columns.</param>
    /// <param name="rows">How many rows.</param>
    public static void Add(PanelRows target, PanelRows addend, int rows)
    {
        target.EnsureShape(rows, addend.Panels.Blocks, addend.Panels.BlockColumns);
        addend.EnsureShape(rows, addend.Panels.Blocks, addend.Panels.BlockColumns);
        var action = new Action(target, addend, rows);
        LaneDispatch.Invoke(ref action);
    }

    private readonly struct Action(PanelRows target, PanelRows addend, int rows) : ILaneAction
    {
        public void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            for (int panel = 0; panel < target.Panels.PanelCount; panel++)
            {
                WeightGradient.AddTo<TLanes>(target.At(panel), addend.At(panel), rows * Panels.Width);
            }
        }
    }
}
