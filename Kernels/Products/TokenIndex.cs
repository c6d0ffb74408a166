using RnnCluster.Shared;

namespace RnnCluster.Kernels.Products;

/// <summary>
/// Where each token of the vocabulary stands in a window: for every token its positions in the order of the gradient's
/// chains, that is by shard, within a shard by t * rows + row ascending. Rebuilt for each step without allocating.
/// </summary>
public sealed class TokenIndex
{
    private readonly int[] starts;
    private readonly int[] positions;
    private readonly int[] touched;

    /// <summary>Lays out an index.</summary>
    /// <param name="vocabulary">V, how many tokens there are.</param>
    /// <param name="positionsMax">T * B, the most positions of a window.</param>
    public TokenIndex(int vocabulary, int positionsMax)
    {
        starts = new int[vocabulary + 1];
        positions = new int[positionsMax];
        touched = new int[positionsMax];
    }

    /// <summary>The tokens that occur in the window, ascending.</summary>
    public ReadOnlySpan<int> Touched => touched.AsSpan(0, TouchedCount);

    /// <summary>How many different tokens occur.</summary>
    public int TouchedCount { get; private set; }

    /// <summary>V, how many tokens there are.</summary>
    internal int Vocabulary => starts.Length - 1;

    /// <summary>How many positions the window has; none before the first <see cref="Build"/>.</summary>
    internal int PositionCount => starts[^1];

    /// <summary>The shards of the window; null before the first <see cref="Build"/>.</summary>
    internal ShardRows? Shards { get; private set; }

    /// <summary>Sorts a window's positions by token.</summary>
    /// <param name="tokens">The tokens by position; all within the vocabulary.</param>
    /// <param name="rows">Which rows belong to which shard.</param>
    public void Build(ReadOnlySpan<int> tokens, ShardRows rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Ensure.That(tokens.Length == rows.RowCount(StepRow.Position) && tokens.Length <= positions.Length);
        Shards = rows;
        Array.Clear(starts);
        foreach (int token in tokens)
        {
            Ensure.That((uint)token < (uint)Vocabulary);
            starts[token + 1]++;
        }

        TouchedCount = 0;
        for (int token = 0; token < starts.Length - 1; token++)
        {
            if (starts[token + 1] > 0)
            {
                touched[TouchedCount++] = token;
            }

            starts[token + 1] += starts[token];
        }

        // Fill from the back of each token's run to its front, so that its start is right when all are placed; hence
        // the order of the chains is walked backwards.
        for (int shard = rows.Count - 1; shard >= 0; shard--)
        {
            for (int step = rows.Steps - 1; step >= 0; step--)
            {
                for (int row = rows.First(shard + 1) - 1; row >= rows.First(shard); row--)
                {
                    int position = rows.RowOf(step, row);
                    positions[--starts[tokens[position] + 1]] = position;
                }
            }
        }

        // Each start has moved to its own run's front: shift them back by one token.
        for (int token = 0; token < starts.Length - 1; token++)
        {
            starts[token] = starts[token + 1];
        }

        starts[^1] = tokens.Length;
    }

    /// <summary>All positions of a token, by shard and within a shard in the chain's order.</summary>
    /// <param name="token">A token of the vocabulary.</param>
    public ReadOnlySpan<int> Positions(int token) => positions.AsSpan(starts[token]..starts[token + 1]);

    /// <summary>The positions of a token within one shard, in the chain's order.</summary>
    /// <param name="token">A token of the vocabulary.</param>
    /// <param name="shard">A shard of the rows that the index was built with.</param>
    public ReadOnlySpan<int> Positions(int token, int shard)
    {
        ReadOnlySpan<int> all = Positions(token);
        int first = 0;
        while (first < all.Length && Shards!.ShardOf(all[first]) < shard)
        {
            first++;
        }

        int end = first;
        while (end < all.Length && Shards!.ShardOf(all[end]) == shard)
        {
            end++;
        }

        return all[first..end];
    }
}
