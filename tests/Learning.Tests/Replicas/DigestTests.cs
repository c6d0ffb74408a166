using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.TestKit;

namespace RnnCluster.Learning.Tests.Replicas;

public sealed class DigestTests
{
    [Fact]
    public void TheDigestIsThatOfTheStateAtRest()
    {
        using var team = new ComputeTeam(2);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        ShardGroup[] groups = Training.Groups(replica, 1);
        Digest128 chained = default;
        for (int step = 0; step < 3; step++)
        {
            _ = Training.Step(replica, groups);
            UInt128[] blocks = ReferenceDigest.Blocks(
                replica.Model.Parameters.Span.ToArray(),
                replica.Optimizer.Moments[0].Values.Span.ToArray(),
                replica.Optimizer.Moments[1].Values.Span.ToArray());
            chained = BlockDigest.Chain(
                chained, [.. blocks.Select(block => new Digest128((ulong)(block >> 64), (ulong)block))]);
            Assert.Equal(chained, replica.Digest);
        }
    }

    [Fact]
    public void OneBitInAnyBlockChangesTheDigest()
    {
        Digest128 expected = DigestOfAStep(_ => { });
        using var team = new ComputeTeam(1);
        Replica model = SmallRun.CreateReplica("lstm", team);
        Assert.True(model.Blocks > 5);
        for (int block = 0; block < model.Blocks; block++)
        {
            int first = block * Blocks.Floats;
            int last = Math.Min(first + Blocks.Floats, model.Model.Layout.Length) - 1;
            Assert.NotEqual(expected, DigestOfAStep(replica => Flip(replica.Model.Parameters, first)));
            Assert.NotEqual(expected, DigestOfAStep(replica => Flip(replica.Model.Parameters, last)));
            Assert.NotEqual(expected, DigestOfAStep(replica => Flip(replica.Optimizer.Moments[0].Values, last)));
            Assert.NotEqual(expected, DigestOfAStep(replica => Flip(replica.Optimizer.Moments[1].Values, last)));
        }
    }

    /// <summary>The second step's digest when its state was tampered with after its gradient was computed.</summary>
    private static Digest128 DigestOfAStep(Action<Replica> tamper)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        ShardGroup[] groups = Training.Groups(replica, 1);
        _ = Training.Step(replica, groups);
        replica.Compute(groups[0]);
        AveragedGradient average = replica.Reduce(groups[0].Sums);
        tamper(replica);
        return replica.Apply(average).Digest;
    }

    private static void Flip(AlignedFloats values, int index)
    {
        // A bit in the middle: high enough to survive an addition, low enough to stay finite.
        int bits = BitConverter.SingleToInt32Bits(values.Span[index]);
        values.Span[index] = BitConverter.Int32BitsToSingle(bits ^ (1 << 20));
    }
}
