using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Optimizers;

/// <summary>Stochastic gradient descent along a velocity.</summary>
internal sealed class MomentumOptimizer : Optimizer
{
    private readonly SgdOptions options;
    private SgdScalars scalars;

    public MomentumOptimizer(SgdOptions options, int length)
        : base(("optimizer.momentum.", new AlignedFloats(length))) => this.options = options;

    public override void Begin(Step step, double rate) =>
        scalars = SgdScalars.Create(
            step.Value, rate, options.Momentum, options.Dampening, options.WeightDecay, options.Nesterov);

    public override void Update(
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests) =>
        ParameterUpdate.SgdMomentum(
            scalars, clip, gradient, parameters, Moments[0].Values.Span, firstBlock, endBlock, digests);
}
