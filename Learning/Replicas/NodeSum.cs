using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Replicas;

/// <summary>What a subtree of shards adds up to: the unit that a worker answers with.</summary>
public sealed class NodeSum
{
    /// <summary>Lays out a sum.</summary>
    /// <param name="node">The subtree.</param>
    /// <param name="length">Elements of the flat gradient.</param>
    public NodeSum(TreeNode node, int length)
    {
        Node = node;
        Gradient = new AlignedFloats(length);
    }

    /// <summary>The subtree.</summary>
    public TreeNode Node { get; }

    /// <summary>
    /// Gradient of the summed loss. What no shard touched holds -0, the identity of addition: x + -0 is x for every x,
    /// while +0 would turn -0 into +0.
    /// </summary>
    public AlignedFloats Gradient { get; }

    /// <summary>Who still reads the gradient: its group computes again when they have given it back.</summary>
    internal Loans Loans { get; } = new();

    /// <summary>Whether nobody may add to it: its group counts on finding what it left there.</summary>
    internal bool IsReadOnly { get; init; }

    /// <summary>Sum of the losses in nats.</summary>
    public double Loss { get; set; }
}
