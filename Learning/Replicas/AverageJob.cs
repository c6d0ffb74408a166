using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Compute;

namespace RnnCluster.Learning.Replicas;

/// <summary>Adds node sums along the tree and averages the root, each member over its range of blocks.</summary>
internal sealed class AverageJob(double[] squares, float factor) : TeamJob
{
    private ShardCover? cover;

    public void Prepare(ShardCover next) => cover = next;

    public override void Run(int member, int members)
    {
        (int first, int count) = Share(member, members, squares.Length);
        for (int merge = 0; merge < cover!.Merges; merge++)
        {
            (NodeSum target, NodeSum addend) = cover[merge];
            GradientSum.Add(target.Gradient.Span, addend.Gradient.Span, first, first + count);
        }

        GradientAverage.Apply(cover.Root.Gradient.Span, factor, first, first + count, squares);
    }
}
