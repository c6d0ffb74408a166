using System.Diagnostics;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Optimizers;

/// <summary>
/// Turns averaged gradients into updates, in one pass over memory that also clips and takes the digest. Each range of
/// blocks can be updated on its own thread.
/// </summary>
public abstract class Optimizer
{
    /// <summary>Creates an optimizer.</summary>
    /// <param name="moments">Its moments with the prefix of their names in a state.</param>
    private protected Optimizer(params (string Prefix, AlignedFloats Values)[] moments) => Moments = moments;

    /// <summary>
    /// The moments, each over all parameters, with the prefix of their names in a state; zero at first.
    /// </summary>
    public IReadOnlyList<(string Prefix, AlignedFloats Values)> Moments { get; }

    /// <summary>Creates the optimizer that the options describe.</summary>
    /// <param name="options">Its kind and numbers.</param>
    /// <param name="length">Elements of the flat parameter buffer.</param>
    public static Optimizer Create(OptimizerOptions options, int length) => options switch
    {
        SgdOptions { Momentum: 0 } sgd => new SgdOptimizer(sgd),
        SgdOptions sgd => new MomentumOptimizer(sgd, length),
        AdamOptions adam => new AdamOptimizer(adam, length),
        _ => throw new UnreachableException(),
    };

    /// <summary>Computes the numbers of one update.</summary>
    /// <param name="step">The step that the update leads to, from 1.</param>
    /// <param name="rate">The learning rate.</param>
    public abstract void Begin(Step step, double rate);

    /// <summary>Updates a range of blocks.</summary>
    /// <param name="clip">What is done to the gradient first.</param>
    /// <param name="gradient">The averaged gradient from the first block on.</param>
    /// <param name="parameters">The parameters, flat.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">The last block plus one.</param>
    /// <param name="digests">Digests of all blocks; those of the range are overwritten.</param>
    public abstract void Update(
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests);
}
