using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Tests.Products;

/// <summary>
/// The oracles: for each element one chain of scalar fused multiply-adds (or additions), one term after the other.
/// They run over whole rows so that the test is quick; each element still sees its own terms in order and nothing else.
/// </summary>
internal static class Chain
{
    /// <summary>sums[j] = fma(factor, row[j], sums[j]).</summary>
    public static void MultiplyAdd(Span<float> sums, float factor, ReadOnlySpan<float> row)
    {
        for (int j = 0; j < sums.Length; j++)
        {
            sums[j] = MathF.FusedMultiplyAdd(factor, row[j], sums[j]);
        }
    }

    /// <summary>sums[j] += row[j].</summary>
    public static void Add(Span<float> sums, ReadOnlySpan<float> row)
    {
        for (int j = 0; j < sums.Length; j++)
        {
            sums[j] += row[j];
        }
    }

    /// <summary>The rows of a shard in the order of its chains: t * rows + row ascending.</summary>
    public static IEnumerable<int> RowsOf(ShardRows shards, int shard)
    {
        for (int step = 0; step < shards.Steps; step++)
        {
            for (int row = 0; row < shards.RowsPerStep; row++)
            {
                if (row >= shards.First(shard) && row < shards.First(shard + 1))
                {
                    yield return (step * shards.RowsPerStep) + row;
                }
            }
        }
    }
}
