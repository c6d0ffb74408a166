using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Updates;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Optimizers;

/// <summary>Adam and AdamW.</summary>
internal sealed class AdamOptimizer : Optimizer
{
    private readonly AdamOptions options;
    private AdamScalars scalars;

    public AdamOptimizer(AdamOptions options, int length)
        : base(
            ("optimizer.m.", new AlignedFloats(length)),
            ("optimizer.v.", new AlignedFloats(length))) => this.options = options;

    public override void Begin(Step step, double rate) =>
        scalars = options.IsDecoupled
            ? AdamScalars.AdamW(
                step.Value, rate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay)
            : AdamScalars.Adam(
                step.Value, rate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);

    public override void Update(
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests) =>
        ParameterUpdate.Adam(
            scalars,
            clip,
            gradient,
            parameters,
            Moments[0].Values.Span,
            Moments[1].Values.Span,
            firstBlock,
            endBlock,
            digests);
}
