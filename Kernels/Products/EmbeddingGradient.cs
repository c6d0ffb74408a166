using System.Numerics;
using System.Runtime.CompilerServices;
using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// The gradient of an embedding table: for each token that occurs, the rows of the embedded tokens' gradient at its
/// positions. Within a shard one chain of additions in order t * rows + row; the shards where the token occurs are
/// added by the fixed tree, in which absent shards are skipped, never added as zero.
/// </summary>
public static unsafe class EmbeddingGradient
{
    /// <summary>Sums the rows of the tokens numbered first .. first + count - 1 among the touched ones.</summary>
    /// <param name="tokens">Where each token stands.</param>
    /// <param name="firstTouched">The first of the touched tokens to compute.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="node">The shards to sum.</param>
    /// <param name="dEmbedded">Gradient of the embedded tokens, (T * B, E).</param>
    /// <param name="gradient">
    /// The table's gradient, (V, E) row-major without padding. Rows of touched tokens that occur in the node's shards
    /// are overwritten; the others are left alone and must hold -0, the identity of addition.
    /// </param>
    public static void Compute(
        TokenIndex tokens, int firstTouched, int count, ShardNode node, Panels dEmbedded, Span<float> gradient) =>
        Compute(tokens, firstTouched, count, node, dEmbedded, gradient, LaneSelection.Current);

    /// <summary>Runs on chosen lanes; for tests.</summary>
    internal static void Compute(
        TokenIndex tokens,
        int firstTouched,
        int count,
        ShardNode node,
        Panels dEmbedded,
        Span<float> gradient,
        LaneKind kind)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        Ensure.That(tokens.Shards is not null && tokens.Shards.Holds(node));
        Ensure.That(tokens.PositionCount <= dEmbedded.Rows && dEmbedded.Blocks == 1);
        Ensure.That(gradient.Length == tokens.Vocabulary * dEmbedded.Columns);
        var action = new Action
        {
            Tokens = tokens,
            FirstTouched = firstTouched,
            Count = count,
            Node = node,
            DEmbedded = dEmbedded,
        };

        // Safety: pinned for the duration of the call; the rows written are those of touched tokens.
        fixed (float* destination = gradient)
        {
            action.Gradient = destination;
            LaneDispatch.Invoke(ref action, kind);
        }
    }

    private struct Action : ILaneAction
    {
        public TokenIndex Tokens;
        public int FirstTouched;
        public int Count;
        public ShardNode Node;
        public Panels DEmbedded;
        public float* Gradient;

        public readonly void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes>
        {
            foreach (int token in Tokens.Touched.Slice(FirstTouched, Count))
            {
                ReadOnlySpan<int> positions = Tokens.Positions(token);
                for (int panel = 0; panel < DEmbedded.PanelCount; panel++)
                {
                    Sum<TLanes>(token, positions, panel);
                }
            }
        }

        /// <summary>
        /// The shards of a token come in ascending order. Two neighbours meet in the tree at the level of the highest
        /// bit in which they differ; a waiting sum is added to the one before it as soon as the next shard meets it
        /// higher up than those two meet each other.
        /// </summary>
        [SkipLocalsInit]
        private readonly void Sum<TLanes>(int token, ReadOnlySpan<int> positions, int panel)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            float* sums = stackalloc float[ShardRows.DepthMax * Panels.Width];
            int* levels = stackalloc int[ShardRows.DepthMax];
            int depth = 0;
            int previous = -1;
            foreach (int position in positions)
            {
                int shard = Tokens.Shards!.ShardOf(position) - Node.First;
                if (shard < 0 || shard >= Node.Count)
                {
                    continue;
                }

                float* source = DEmbedded.At(panel, position);
                if (shard == previous)
                {
                    WeightGradient.AddTo<TLanes>(sums + ((depth - 1) * Panels.Width), source, Panels.Width);
                    continue;
                }

                int level = depth == 0 ? int.MaxValue : BitOperations.Log2((uint)(previous ^ shard));
                depth = Merge<TLanes>(sums, levels, depth, level);
                levels[depth] = level;
                Buffer.MemoryCopy(
                    source, sums + (depth * Panels.Width), Panels.Width * sizeof(float), Panels.Width * sizeof(float));
                depth++;
                previous = shard;
            }

            if (depth == 0)
            {
                return;
            }

            _ = Merge<TLanes>(sums, levels, depth, int.MaxValue);
            int first = panel * Panels.Width;
            int columns = Math.Min(Panels.Width, DEmbedded.Columns - first);
            new ReadOnlySpan<float>(sums, columns).CopyTo(
                new Span<float>(Gradient + ((nint)token * DEmbedded.Columns) + first, columns));
        }

        private static int Merge<TLanes>(float* sums, int* levels, int depth, int level)
            where TLanes : unmanaged, ILanes<TLanes>
        {
            while (depth > 1 && levels[depth - 1] < level)
            {
                depth--;
                WeightGradient.AddTo<TLanes>(
                    sums + ((depth - 1) * Panels.Width), sums + (depth * Panels.Width), Panels.Width);
            }

            return depth;
        }
    }
}
