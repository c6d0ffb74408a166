using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Compute;
using RnnCluster.Neural.Optimizers;

namespace RnnCluster.Learning.Replicas;

/// <summary>Updates parameters and moments and takes their digests, each member over its range of blocks.</summary>
internal sealed class UpdateJob(AlignedFloats parameters, Optimizer optimizer, Digest128[] digests) : TeamJob
{
    private AlignedFloats? gradient;
    private GradientClip clip;

    public void Prepare(AlignedFloats next, GradientClip nextClip)
    {
        gradient = next;
        clip = nextClip;
    }

    public override void Run(int member, int members)
    {
        (int first, int count) = Share(member, members, digests.Length);
        optimizer.Update(clip, gradient!.Span, parameters.Span, first, first + count, digests);
    }
}
