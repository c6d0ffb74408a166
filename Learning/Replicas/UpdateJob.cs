using RnnCluster.Kernels.Memory;
using RnnCluster.Learning.Compute;
using RnnCluster.Neural.Optimizers;

namespace RnnCluster.Learning.Replicas;

/// <summary>Updates parameters and moments and takes their digests, each member over its range of blocks.</summary>
internal sealed class UpdateJob(AlignedFloats parameters, Optimizer optimizer, UInt128[] digests) : TeamJob
{
    private AlignedFloats? gradient;

    public void Prepare(AlignedFloats next) => gradient = next;

    public override void Run(int member, int members)
    {
        (int first, int count) = Share(member, members, digests.Length);
        optimizer.Update(parameters, gradient!, first, count, digests);
    }
}
