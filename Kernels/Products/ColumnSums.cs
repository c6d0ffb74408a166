using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// Bias gradients: the column sums of dY over a subtree of shards. Each shard is one chain of additions from zero over
/// its rows in order t * rows + row; the shards are added by the fixed tree.
/// </summary>
public static unsafe class ColumnSums
{
    /// <summary>Sums the columns of a range of panels.</summary>
    /// <param name="dy">Gradient of the outputs, (T * B, N).</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="node">The shards to sum.</param>
    /// <param name="firstPanel">The first panel to sum.</param>
    /// <param name="panels">How many panels.</param>
    /// <param name="gradient">The bias gradient, (N); the elements of these panels are overwritten.</param>
    public static void Compute(
        Panels dy, ShardRows shards, ShardNode node, int firstPanel, int panels, Span<float> gradient) =>
        Compute(dy, shards, node, firstPanel, panels, gradient, LaneSelection.Current);

    internal static void Compute(
        Panels dy, ShardRows shards, ShardNode node, int firstPanel, int panels, Span<float> gradient, LaneKind kind)
    {
        Ensure.That(gradient.Length == dy.Columns && shards.Holds(node));
        Ensure.That(shards.RowCount(StepRow.Position) <= dy.Rows);
        Ensure.That(firstPanel >= 0 && panels >= 0 && firstPanel + panels <= dy.PanelCount);
        float* sum = stackalloc float[Panels.Width];
        var action = new Action { Dy = dy, Shards = shards, Node = node, Sum = sum };
        for (int panel = firstPanel; panel < firstPanel + panels; panel++)
        {
            action.Panel = panel;
            LaneDispatch.Invoke(ref action, kind);
            (int block, int inner) = Math.DivRem(panel, dy.BlockPanels);
            int column = inner * Panels.Width;
            int valid = Math.Min(Panels.Width, dy.BlockColumns - column);
            new ReadOnlySpan<float>(sum, valid).CopyTo(gradient[((block * dy.BlockColumns) + column)..]);
        }
    }

    private struct Action : ILaneAction
    {
        public Panels Dy;
        public ShardRows Shards;
        public ShardNode Node;
        public int Panel;
        public float* Sum;

        [SkipLocalsInit]
        public readonly void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            float* stack = stackalloc float[ShardRows.DepthMax * Panels.Width];
            float* top = stack;
            for (int leaf = 0; leaf < Node.Count; leaf++)
            {
                int shard = Node.First + leaf;
                for (int lane = 0; lane < Panels.Width; lane += TLanes.Count)
                {
                    TLanes.Store(
                        Chain<TLanes>(
                            Dy.At(Panel, Shards.RowOf(0, Shards.First(shard))) + lane,
                            Shards.Steps,
                            Shards.RowsOf(shard),
                            Shards.StrideOf(Shards.First(shard)) * Panels.Width),
                        top + lane);
                }

                top += Panels.Width;
                for (int merges = ShardRows.MergesAfter(leaf + 1); merges > 0; merges--)
                {
                    top -= Panels.Width;
                    WeightGradient.AddTo<TLanes>(top - Panels.Width, top, Panels.Width);
                }
            }

            Buffer.MemoryCopy(stack, Sum, Panels.Width * sizeof(float), Panels.Width * sizeof(float));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static TLanes Chain<TLanes>(float* source, int steps, int rows, nint stride)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            TLanes sum = TLanes.Broadcast(0);
            for (int step = 0; step < steps; step++)
            {
                for (int row = 0; row < rows; row++)
                {
                    sum += TLanes.Load(source + (row * Panels.Width));
                }

                source += stride;
            }

            return sum;
        }
    }
}
