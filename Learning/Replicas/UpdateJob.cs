using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Compute;
using RnnCluster.Neural.Optimizers;

namespace RnnCluster.Learning.Replicas;

/// <summary>Updates parameters and moments and takes their digests, each member over its range of blocks.</summary>
internal sealed class UpdateJob(AlignedFloats parameters, Optimizer optimizer, Digest128[] digests) : TeamJob
{
    private AveragedGradient? gradient;
    private GradientClip clip;

    public void Prepare(AveragedGradient next, GradientClip nextClip)
    {
        gradient = next;
        clip = nextClip;
    }

    public override void Run(int member, int members)
    {
        (int first, int count) = Share(member, members, digests.Length);
        int end = first + count;
        for (int block = first; block < end;)
        {
            ReadOnlySpan<float> part = gradient!.From(block, end, out int next);
            optimizer.Update(clip, part, parameters.Span, block, next, digests);
            block = next;
        }
    }
}
