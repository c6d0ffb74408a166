using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>
/// A state whose steps need every shard once, along the tree: gradients and losses are doubles of very different size,
/// so another order of additions is another state.
/// </summary>
internal sealed record FakeState(
    Step Step, UInt128 Hash, IReadOnlyList<ulong> Carried, IReadOnlyList<(Step From, double Rate)> Amendments)
{
    public static FakeState Fresh(int shards) => new(Step.Zero, 0x5EED, new ulong[shards], []);

    public double Gradient(TreeNode subtree, int slice) => Sum(subtree, slice + 1);

    public double Loss(TreeNode subtree) => Sum(subtree, 0);

    /// <summary>The carried state of a shard after the step.</summary>
    public ulong Carry(int shard) => (ulong)Mix(Mix(Hash, (ulong)shard), Carried[shard]);

    public FakeState Apply(IReadOnlyList<double> averages, double loss, IReadOnlyList<ulong> carried)
    {
        UInt128 hash = Mix(Hash, BitConverter.DoubleToUInt64Bits(loss));
        hash = averages.Aggregate(hash, (mixed, average) => Mix(mixed, BitConverter.DoubleToUInt64Bits(average)));
        hash = carried.Aggregate(hash, Mix);
        double rate = Amendments.LastOrDefault(amendment => amendment.From <= Step).Rate;
        return this with
        {
            Step = Step.Next,
            Hash = Mix(hash, BitConverter.DoubleToUInt64Bits(rate)),
            Carried = [.. carried],
        };
    }

    /// <summary>The step as one process makes it.</summary>
    public FakeState ApplyAlone(int slices)
    {
        TreeNode root = TreeNode.Root(Carried.Count);
        return Apply(
            [.. Enumerable.Range(0, slices).Select(slice => Gradient(root, slice))],
            Loss(root),
            [.. Enumerable.Range(0, Carried.Count).Select(Carry)]);
    }

    private double Sum(TreeNode subtree, int kind)
    {
        if (subtree.Level == 0)
        {
            ulong bits = (ulong)(Mix(Mix(Hash, (ulong)kind), (ulong)subtree.Index) >> 64);
            return (bits >> 12) / (double)(1UL << (int)(bits % 60));
        }

        var left = new TreeNode(subtree.Level - 1, subtree.Index * 2);
        return Sum(left, kind) + Sum(new TreeNode(left.Level, left.Index + 1), kind);
    }

    private static UInt128 Mix(UInt128 hash, ulong value)
    {
        UInt128 mixed = (hash ^ value ^ 0x9E3779B97F4A7C15) * new UInt128(0x2545F4914F6CDD1D, 0xDA942042E4DD58B5);
        return mixed ^ (mixed >> 67);
    }
}
