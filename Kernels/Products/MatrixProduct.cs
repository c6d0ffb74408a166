using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// Y = initial + X W, the product of the forward pass (W holds the transposed weights) and of the backward pass to the
/// input (W holds the weights). Element (i, j) is one chain of fused multiply-adds over k ascending that starts from
/// its initial value, so it depends on row i of X alone: rows may be stacked, split over threads or computed elsewhere
/// without changing a bit. Blocking over k reloads the accumulators and leaves the chain whole.
/// </summary>
/// <remarks>
/// W may be narrower than Y or shorter than X has columns: then it meets the leading panels of Y, or the leading
/// blocks of X, and the others are left alone.
/// </remarks>
public static unsafe class MatrixProduct
{
    /// <summary>
    /// Most terms of a chain per visit: 3 panels of 208 rows (39 KiB) stay in a 48 KiB first-level cache.
    /// </summary>
    private const int TermsMax = 208;

    /// <summary>Rows of X per sweep over W: 256 rows of 512 columns (512 KiB) stay in the second-level cache.</summary>
    private const int SweepRowsMax = 256;

    /// <summary>The same where X is read in stripes: two of 512 rows and 208 columns take 832 KiB.</summary>
    private const int SweepRowsTallMax = 512;

    /// <summary>How much taller than wide W must be to be walked stripe by stripe.</summary>
    private const int TallRatioMin = 8;

    /// <summary>Adds X W to what Y holds.</summary>
    /// <param name="x">Left operand, (rows, K).</param>
    /// <param name="xRows">Which of its rows.</param>
    /// <param name="weights">Right operand, (K, N), N in the same blocks as <paramref name="y"/>.</param>
    /// <param name="y">Result, (rows, N).</param>
    /// <param name="yFirst">The result's first row; its bands lie at the same distances as those of X.</param>
    public static void Add(Panels x, RowBands xRows, RightOperand weights, Panels y, int yFirst) =>
        Compute(x, xRows, weights, null, y, yFirst);

    /// <summary>Sets Y to bias + X W.</summary>
    /// <param name="x">Left operand, (rows, K).</param>
    /// <param name="xRows">Which of its rows.</param>
    /// <param name="weights">Right operand, (K, N), N in the same blocks as <paramref name="y"/>.</param>
    /// <param name="bias">What every row starts from, (1, N); a matrix of zeros for a product without bias.</param>
    /// <param name="y">Result, (rows, N).</param>
    /// <param name="yFirst">The result's first row; its bands lie at the same distances as those of X.</param>
    public static void Set(Panels x, RowBands xRows, RightOperand weights, Panels bias, Panels y, int yFirst)
    {
        ArgumentNullException.ThrowIfNull(bias);
        Compute(x, xRows, weights, bias, y, yFirst);
    }

    /// <summary>Runs the product on chosen lanes; for tests.</summary>
    internal static void Compute(
        Panels x, RowBands xRows, RightOperand weights, Panels? bias, Panels y, int yFirst, LaneKind? kind = null)
    {
        Ensure.That(weights.Rows <= x.Columns && weights.Rows % x.BlockColumns == 0);
        Ensure.That(weights.PanelCount <= y.PanelCount);
        Ensure.That(xRows.End <= x.Rows && yFirst >= 0 && yFirst + xRows.End - xRows.First <= y.Rows);
        Ensure.That(bias is null || (bias.Rows == 1 && bias.PanelCount >= weights.PanelCount));
        var action = new Action(x, xRows.Joined(), weights, bias, y, yFirst);
        LaneDispatch.Invoke(ref action, kind ?? LaneSelection.Current);
        weights.KeepAlive();
    }

    private readonly struct Action(Panels x, RowBands xRows, RightOperand weights, Panels? bias, Panels y, int yFirst)
        : ILaneAction
    {
        public void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            int rowsMax = IsTall ? SweepRowsTallMax : SweepRowsMax;
            int bandsPerSweep = Math.Max(1, rowsMax / xRows.Rows);
            for (int band = 0; band < xRows.Bands; band += bandsPerSweep)
            {
                int bands = Math.Min(bandsPerSweep, xRows.Bands - band);
                for (int first = 0; first < xRows.Rows; first += rowsMax)
                {
                    int offset = (band * xRows.Stride) + first;
                    Sweep<TLanes>(
                        new RowBands(
                            xRows.First + offset, Math.Min(rowsMax, xRows.Rows - first), bands, xRows.Stride),
                        yFirst + offset);
                }
            }
        }

        /// <summary>
        /// A chain much longer than a row of Y is wide reads X once, stripe by stripe, and Y from the cache.
        /// </summary>
        private bool IsTall => weights.Rows > TallRatioMin * weights.Columns;

        private void Sweep<TLanes>(RowBands rows, int yRow)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            // Without padding the panels of all blocks follow one another like one block.
            bool isSeamless = x.BlockColumns % Panels.Width == 0;
            int blocks = isSeamless ? 1 : weights.Rows / x.BlockColumns;
            int blockTerms = isSeamless ? weights.Rows : x.BlockColumns;
            int visits = (blockTerms + TermsMax - 1) / TermsMax;
            int terms = (((blockTerms + visits - 1) / visits) + Panels.Width - 1) / Panels.Width * Panels.Width;
            int stripes = (blockTerms + terms - 1) / terms;
            int groups = (weights.PanelCount + TileShape<TLanes>.Panels - 1) / TileShape<TLanes>.Panels;
            bool isTall = IsTall;
            for (int visit = 0; visit < blocks * stripes * groups; visit++)
            {
                int stripe = isTall ? visit / groups : visit % (blocks * stripes);
                int group = isTall ? visit % groups : visit / (blocks * stripes);
                int panel = group * weights.PanelCount / groups;
                int panels = ((group + 1) * weights.PanelCount / groups) - panel;
                bool isNextFetched = isTall && stripe + 1 < blocks * stripes;
                Visit<TLanes>(
                    rows,
                    yRow,
                    panel,
                    panels,
                    StripeAt(stripe / stripes, stripe % stripes * terms, terms, blockTerms),
                    stripe == 0,
                    isNextFetched
                        ? StripeAt((stripe + 1) / stripes, (stripe + 1) % stripes * terms, terms, blockTerms)
                            .Share(group, groups)
                        : default);
            }
        }

        /// <summary>A stripe of a block of X.</summary>
        private Stripe StripeAt(int block, int term, int terms, int blockTerms) => new(
            (block * x.BlockPanels) + (term / Panels.Width),
            (block * x.BlockColumns) + term,
            Math.Min(terms, blockTerms - term));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void Visit<TLanes>(
            RowBands rows,
            int yRow,
            int panel,
            int panels,
            Stripe stripe,
            bool isFirst,
            StripeShare soon)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            Panels initial = isFirst && bias is not null ? bias : y;
            int vectors = panels * TileShape<TLanes>.PanelVectors;
            var leaf = new TileLeaf
            {
                Terms = stripe.Terms,
                SegmentLength = Panels.Width,
                ASegment = x.PanelStride,
                BSegment = Panels.Width * weights.RowStride,
            };
            var job = new TileJob
            {
                Leaves = &leaf,
                LeafCount = 1,
                B = weights.At(panel, stripe.Row),
                BVector = weights.VectorStride<TLanes>(),
                BStep = weights.RowStride,
                InitialRow = initial == y ? Panels.Width : 0,
                InitialVector = TileShape<TLanes>.VectorStride(initial),
                CRow = Panels.Width,
                CVector = TileShape<TLanes>.VectorStride(y),
            };
            int tiles = (rows.Rows + TileShape<TLanes>.Rows - 1) / TileShape<TLanes>.Rows;
            for (int band = 0; band < rows.Bands; band++)
            {
                int first = 0;
                for (int tile = 0; tile < tiles; tile++)
                {
                    int next = (tile + 1) * rows.Rows / tiles;
                    int row = (band * rows.Stride) + first;
                    job.A = x.At(stripe.Panel, rows.First + row);
                    job.C = y.At(panel, yRow + row);

                    // The first tiles fetch the panels that come after these, one each.
                    int ahead = panel + panels + tile + (band * tiles);
                    job.Ahead = tile + (band * tiles) < panels && ahead < weights.PanelCount
                        ? (panels + tile + (band * tiles)) * weights.PanelStride
                        : 0;
                    job.Initial = initial == y ? job.C : initial.At(panel, 0);
                    Tiles<TLanes, RowOperand>.Compute(next - first, vectors, job);
                    Fetch(soon, rows.First + row, next - first, tile + (band * tiles), tiles * rows.Bands);
                    first = next;
                }
            }
        }

        /// <summary>A tile fetches its own rows of X, and its share of W.</summary>
        private void Fetch(StripeShare soon, int row, int rows, int tile, int tiles)
        {
            for (int panel = soon.FirstPanel; panel < soon.EndPanel; panel++)
            {
                Prefetch.ToSecondLevel(x.At(panel, row), rows);
            }

            int count = soon.EndRow - soon.FirstRow;
            int end = soon.FirstRow + ((tile + 1) * count / tiles);
            for (int term = soon.FirstRow + (tile * count / tiles); term < end; term++)
            {
                for (int panel = 0; panel < weights.PanelCount; panel++)
                {
                    Prefetch.ToSecondLevel(weights.At(panel, term));
                }
            }
        }
    }

    /// <summary>A run of terms: where it begins in X, where in W, and how many there are.</summary>
    private readonly record struct Stripe(int Panel, int Row, int Terms)
    {
        /// <summary>What one group of the stripe before fetches, so that all is there when this one begins.</summary>
        public StripeShare Share(int group, int groups)
        {
            int panels = (Terms + Panels.Width - 1) / Panels.Width;
            return new StripeShare(
                Panel + (group * panels / groups),
                Panel + ((group + 1) * panels / groups),
                Row + (group * Terms / groups),
                Row + ((group + 1) * Terms / groups));
        }
    }

    /// <summary>Panels of X and rows of W.</summary>
    private readonly record struct StripeShare(int FirstPanel, int EndPanel, int FirstRow, int EndRow);
}
