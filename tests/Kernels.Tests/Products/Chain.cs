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

    /// <summary>
    /// The rows of a shard in the order of its chains, t * rows + row ascending: found by counting through a matrix as
    /// it lies, strip by strip, of a strip one time step after the other.
    /// </summary>
    public static IEnumerable<int> RowsOf(ShardRows shards, int shard, StepRow place = StepRow.Position)
    {
        int first = place == StepRow.StateAfter ? 1 : 0;
        int slots = place == StepRow.Position ? shards.Steps : shards.Steps + 1;
        int shardsOfStrip = shards.Count / shards.Strips;
        int index = 0;
        for (int begin = 0; begin < shards.Count; begin += shardsOfStrip)
        {
            for (int slot = 0; slot < slots; slot++)
            {
                for (int row = shards.First(begin); row < shards.First(begin + shardsOfStrip); row++)
                {
                    bool isOfShard = row >= shards.First(shard) && row < shards.First(shard + 1);
                    if (isOfShard && slot >= first && slot < first + shards.Steps)
                    {
                        yield return index;
                    }

                    index++;
                }
            }
        }
    }
}
