using RnnCluster.Kernels.Updates;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Optimizers;

/// <summary>Stochastic gradient descent without momentum: no state beside the parameters.</summary>
internal sealed class SgdOptimizer(SgdOptions options) : Optimizer
{
    private SgdScalars scalars;

    public override void Begin(Step step, double rate) =>
        scalars = SgdScalars.Create(step.Value, rate, 0, 0, options.WeightDecay, nesterov: false);

    public override void Update(
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests) =>
        ParameterUpdate.Sgd(scalars, clip, gradient, parameters, firstBlock, endBlock, digests);
}
