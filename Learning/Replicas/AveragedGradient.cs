using RnnCluster.Kernels.Memory;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// The averaged gradient of a step with what clipping needs: every replica that applies it derives the same factor.
/// </summary>
public sealed class AveragedGradient
{
    /// <summary>Names the parts.</summary>
    /// <param name="gradient">The averaged gradient, flat.</param>
    /// <param name="blockSquares">The sum of squares of each block of 4,096 elements.</param>
    public AveragedGradient(AlignedFloats gradient, double[] blockSquares)
    {
        Gradient = gradient;
        BlockSquares = blockSquares;
    }

    /// <summary>The averaged gradient, flat.</summary>
    public AlignedFloats Gradient { get; }

    /// <summary>Sum of the losses of all shards in nats.</summary>
    public double Loss { get; set; }

    /// <summary>The sum of squares of each block of 4,096 elements.</summary>
    internal double[] BlockSquares { get; }
}
