using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// dW = dY^T X, summed over the rows of a subtree of shards. Each shard is one chain of fused multiply-adds from zero
/// over its rows in order t * rows + row; the shards are added by the fixed binary tree. The tree is fused into the
/// tile: the shards of a tile are computed one after the other, and a stack of log2 S + 1 tiles holds what waits for
/// its sibling, so S shards cost no S-fold gradient memory.
/// </summary>
public static unsafe class WeightGradient
{
    /// <summary>Computes a range of the rows of dW.</summary>
    /// <param name="dy">Gradient of the outputs, (T * B, N); its panels are the rows of dW.</param>
    /// <param name="x">Inputs, (T * B, K), or states, ((T + 1) * B, K); of one block.</param>
    /// <param name="xRow">Which of its rows stands beside a row of <paramref name="dy"/>.</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="node">The shards to sum.</param>
    /// <param name="firstPanel">The first panel of <paramref name="dy"/> to compute.</param>
    /// <param name="panels">How many of its panels.</param>
    /// <param name="gradient">dW, (N, K) row-major without padding; the rows of these panels are overwritten.</param>
    public static void Compute(
        Panels dy,
        Panels x,
        StepRow xRow,
        ShardRows shards,
        ShardNode node,
        int firstPanel,
        int panels,
        Span<float> gradient) => Compute(dy, x, xRow, shards, node, firstPanel, panels, gradient, default, null);

    /// <summary>
    /// The same for weights that are tied to an embedding table: each shard's chain is continued by the rows that the
    /// embedding's backward pass adds, before the tree.
    /// </summary>
    /// <param name="dy">Gradient of the logits, (T * B, V).</param>
    /// <param name="x">Inputs of the head, (T * B, E).</param>
    /// <param name="xRow">Which of its rows stands beside a row of <paramref name="dy"/>.</param>
    /// <param name="shards">Which rows belong to which shard.</param>
    /// <param name="node">The shards to sum.</param>
    /// <param name="firstPanel">The first panel of <paramref name="dy"/> to compute.</param>
    /// <param name="panels">How many of its panels.</param>
    /// <param name="gradient">dW, (V, E) row-major without padding; the rows of these panels are overwritten.</param>
    /// <param name="tokens">Where each token stood in the window.</param>
    /// <param name="dEmbedded">Gradient of the embedded tokens, (T * B, E).</param>
    public static void ComputeTied(
        Panels dy,
        Panels x,
        StepRow xRow,
        ShardRows shards,
        ShardNode node,
        int firstPanel,
        int panels,
        Span<float> gradient,
        TokenIndex tokens,
        Panels dEmbedded)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Compute(dy, x, xRow, shards, node, firstPanel, panels, gradient, new Scatter(tokens, dEmbedded), null);
    }

    /// <summary>Runs on chosen lanes; for tests.</summary>
    internal static void Compute(
        Panels dy,
        Panels x,
        StepRow xRow,
        ShardRows shards,
        ShardNode node,
        int firstPanel,
        int panels,
        Span<float> gradient,
        Scatter scatter,
        LaneKind? kind)
    {
        Ensure.That(shards.RowCount(StepRow.Position) <= dy.Rows && shards.RowCount(xRow) <= x.Rows && x.Blocks == 1);
        Ensure.That(firstPanel >= 0 && panels >= 0 && firstPanel + panels <= dy.PanelCount);
        Ensure.That(gradient.Length == dy.Columns * x.Columns && shards.Holds(node));
        Ensure.That(
            scatter.Tokens is null || IsFitting(scatter.Tokens, scatter.DEmbedded, dy.Columns, shards, x.Columns));

        // Safety: pinned for the duration of the call; every store below stays within rows of these panels.
        fixed (float* destination = gradient)
        {
            var action = new Action(dy, x, xRow, shards, node, firstPanel, panels, destination, scatter);
            LaneDispatch.Invoke(ref action, kind ?? LaneSelection.Current);
        }
    }

    private static bool IsFitting(
        TokenIndex tokens, Panels dEmbedded, int vocabulary, ShardRows shards, int columns) =>
        tokens.Vocabulary == vocabulary &&
        tokens.Shards == shards &&
        dEmbedded.Rows >= tokens.PositionCount &&
        dEmbedded.Blocks == 1 &&
        dEmbedded.Columns == columns;

    /// <summary>What continues the chains of a tied table.</summary>
    internal readonly record struct Scatter(TokenIndex? Tokens, Panels DEmbedded);

    private readonly struct Action(
        Panels dy,
        Panels x,
        StepRow xRow,
        ShardRows shards,
        ShardNode node,
        int firstPanel,
        int panels,
        float* gradient,
        Scatter scatter) : ILaneAction
    {
        /// <summary>
        /// Column groups of X outside, tiles of dY inside: the three panels of X that a group reads (400 KiB for 2,048
        /// rows) stay in the second-level cache while dY streams past.
        /// </summary>
        [SkipLocalsInit]
        public void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            float* stack = stackalloc float[(TileJob.WaitingFloats * (ShardRows.DepthMax + 1)) + Panels.Width];
            stack = (float*)(((nint)stack + 63) & ~63);
            TileLeaf* leaves = stackalloc TileLeaf[node.Count];
            for (int leaf = 0; leaf < node.Count; leaf++)
            {
                int shard = node.First + leaf;
                int first = shards.First(shard);
                leaves[leaf] = new TileLeaf
                {
                    A = shards.RowOf(0, first) * Panels.Width,
                    B = shards.RowOf(0, first, xRow) * Panels.Width,
                    Terms = shards.RowsOf(shard) * shards.Steps,
                    SegmentLength = shards.RowsOf(shard),
                    ASegment = shards.StrideOf(first) * Panels.Width,
                    BSegment = shards.StrideOf(first) * Panels.Width,
                    Merges = scatter.Tokens is null ? ShardRows.MergesAfter(leaf + 1) : 0,
                };
            }

            int groups = (x.PanelCount + TileShape<TLanes>.Panels - 1) / TileShape<TLanes>.Panels;
            for (int group = 0; group < groups; group++)
            {
                int xPanel = group * x.PanelCount / groups;
                int xPanels = ((group + 1) * x.PanelCount / groups) - xPanel;
                for (int panel = firstPanel; panel < firstPanel + panels; panel++)
                {
                    (int block, int inner) = Math.DivRem(panel, dy.BlockPanels);
                    int valid = Math.Min(Panels.Width, dy.BlockColumns - (inner * Panels.Width));
                    int firstRow = (block * dy.BlockColumns) + (inner * Panels.Width);
                    int tiles = (valid + TileShape<TLanes>.Rows - 1) / TileShape<TLanes>.Rows;
                    int first = 0;
                    for (int tile = 0; tile < tiles; tile++)
                    {
                        int next = (tile + 1) * valid / tiles;
                        Tile<TLanes>(panel, first, next - first, xPanel, xPanels, firstRow + first, leaves, stack);
                        first = next;
                    }
                }
            }
        }

        /// <summary>Sums a tile over the node's shards and leaves the sum in the gradient.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Tile<TLanes>(
            int panel, int column, int rows, int xPanel, int xPanels, int firstRow, TileLeaf* leaves, float* stack)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            int pitch = xPanels * Panels.Width;
            float* destination = gradient + ((nint)firstRow * x.Columns) + (xPanel * Panels.Width);
            bool isDirect = scatter.Tokens is null && (xPanel + xPanels) * Panels.Width <= x.Columns;
            var job = new TileJob
            {
                A = dy.At(panel, 0) + column,
                Ahead = panel + 1 < firstPanel + panels ? dy.PanelStride : 0,
                B = x.At(xPanel, 0),
                BStep = Panels.Width,
                BVector = TileShape<TLanes>.VectorStride(x),
                Leaves = leaves,
                LeafCount = node.Count,
                Waiting = stack + TileJob.WaitingFloats,
                C = isDirect ? destination : stack,
                CRow = isDirect ? x.Columns : pitch,
                CVector = TLanes.Count,
            };
            if (scatter.Tokens is null)
            {
                Tiles<TLanes, ColumnOperand>.Compute(rows, xPanels * TileShape<TLanes>.PanelVectors, job);
            }
            else
            {
                SumTied<TLanes>(ref job, rows, xPanel, xPanels, firstRow);
            }

            if (!isDirect)
            {
                Copy(stack, destination, rows, pitch, x.Columns - (xPanel * Panels.Width));
            }
        }

        /// <summary>The same for a tied table: each leaf's chain goes on before its sum meets the others.</summary>
        private void SumTied<TLanes>(ref TileJob job, int rows, int xPanel, int xPanels, int firstRow)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            job.LeafCount = 1;
            for (int leaf = 0; leaf < node.Count; leaf++)
            {
                Tiles<TLanes, ColumnOperand>.Compute(rows, xPanels * TileShape<TLanes>.PanelVectors, job);
                Continue<TLanes>(firstRow, rows, node.First + leaf, xPanel, xPanels, job.C);
                for (int merges = ShardRows.MergesAfter(leaf + 1); merges > 0; merges--)
                {
                    job.C -= TileJob.WaitingFloats;
                    AddTo<TLanes>(job.C, job.C + TileJob.WaitingFloats, rows * (int)job.CRow);
                }

                job.C += TileJob.WaitingFloats;
                job.Leaves++;
            }
        }

        private void Continue<TLanes>(int firstToken, int rows, int shard, int group, int groupSize, float* tile)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            for (int row = 0; row < rows; row++)
            {
                foreach (int position in scatter.Tokens!.Positions(firstToken + row, shard))
                {
                    for (int panel = 0; panel < groupSize; panel++)
                    {
                        AddTo<TLanes>(
                            tile + (((row * groupSize) + panel) * Panels.Width),
                            scatter.DEmbedded.At(group + panel, position),
                            Panels.Width);
                    }
                }
            }
        }

        private void Copy(float* tile, float* destination, int rows, int pitch, int columnsLeft)
        {
            int columns = Math.Min(pitch, columnsLeft);
            for (int row = 0; row < rows; row++)
            {
                new ReadOnlySpan<float>(tile + (row * pitch), columns).CopyTo(
                    new Span<float>(destination + ((nint)row * x.Columns), columns));
            }
        }
    }

    /// <summary>left += right, element by element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddTo<TLanes>(float* left, float* right, int count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        for (int index = 0; index < count; index += TLanes.Count)
        {
            TLanes.Store(TLanes.Load(left + index) + TLanes.Load(right + index), left + index);
        }
    }
}
