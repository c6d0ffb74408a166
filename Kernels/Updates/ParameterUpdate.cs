using RnnCluster.Kernels.Lanes;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Updates;

/// <summary>
/// An optimizer's step over a range of blocks, in one pass over memory: clipping, update and the digest of the new
/// parameters and moments. Any thread may take any range of blocks.
/// </summary>
/// <remarks>
/// <para>PyTorch's formulas; <c>fma</c> is rounded once, every other operation by itself. First, for all:</para>
/// <code>
/// g = clamp(g * factor, -max, max)      g = fma(weightDecay, p, g)
/// </code>
/// <para>SGD without and with momentum (b the buffer):</para>
/// <code>
/// p = fma(-rate, g, p)
/// b = fma(decay, b, gain * g)   d = b, or fma(momentum, b, g) with Nesterov   p = fma(-rate, d, p)
/// </code>
/// <para>Adam and AdamW, which differ in their scalars:</para>
/// <code>
/// m = fma(gain1, g - m, m)   v = fma(beta2, v, (gain2 * g) * g)
/// p = fma(-stepSize, m / fma(sqrt(v), rootScale, epsilon), p * shrink)
/// </code>
/// </remarks>
public static class ParameterUpdate
{
    /// <summary>A step of SGD without momentum.</summary>
    /// <param name="scalars">The step's scalars; those of momentum are not looked at.</param>
    /// <param name="clip">What is done to the gradient first.</param>
    /// <param name="gradient">The averaged gradient from the first block on.</param>
    /// <param name="parameters">The whole flat vector, as long; updated.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">One past the last block.</param>
    /// <param name="digests">By block: receives the digest of the new values.</param>
    public static void Sgd(
        SgdScalars scalars,
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests) =>
        Apply(
            new SgdRule(scalars),
            clip,
            gradient,
            parameters,
            default,
            default,
            firstBlock,
            endBlock,
            digests,
            LaneSelection.Current);

    /// <summary>A step of SGD with momentum.</summary>
    /// <param name="scalars">The step's scalars.</param>
    /// <param name="clip">What is done to the gradient first.</param>
    /// <param name="gradient">The averaged gradient from the first block on.</param>
    /// <param name="parameters">The whole flat vector, as long; updated.</param>
    /// <param name="momentum">The momentum buffer, as long, zero at first; updated.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">One past the last block.</param>
    /// <param name="digests">By block: receives the digest of the new values.</param>
    public static void SgdMomentum(
        SgdScalars scalars,
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        Span<float> momentum,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests) =>
        Apply(
            new SgdMomentumRule(scalars),
            clip,
            gradient,
            parameters,
            momentum,
            default,
            firstBlock,
            endBlock,
            digests,
            LaneSelection.Current);

    /// <summary>A step of Adam or AdamW.</summary>
    /// <param name="scalars">The step's scalars, which say which of both it is.</param>
    /// <param name="clip">What is done to the gradient first.</param>
    /// <param name="gradient">The averaged gradient from the first block on.</param>
    /// <param name="parameters">The whole flat vector, as long; updated.</param>
    /// <param name="first">First moments, as long, zero at first; updated.</param>
    /// <param name="second">Second moments, as long, zero at first; updated.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">One past the last block.</param>
    /// <param name="digests">By block: receives the digest of the new values.</param>
    public static void Adam(
        AdamScalars scalars,
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        Span<float> first,
        Span<float> second,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests) =>
        Apply(
            new AdamRule(scalars),
            clip,
            gradient,
            parameters,
            first,
            second,
            firstBlock,
            endBlock,
            digests,
            LaneSelection.Current);

    internal static unsafe void Apply<TRule>(
        TRule rule,
        GradientClip clip,
        ReadOnlySpan<float> gradient,
        Span<float> parameters,
        Span<float> first,
        Span<float> second,
        int firstBlock,
        int endBlock,
        Span<Digest128> digests,
        LaneKind kind)
        where TRule : struct, IUpdateRule
    {
        int length = parameters.Length;
        Ensure.That(firstBlock >= 0 && endBlock <= Blocks.Count(length) && endBlock <= digests.Length);
        Ensure.That(
            gradient.Length >= Math.Min((long)endBlock * Blocks.Floats, length) - ((long)firstBlock * Blocks.Floats));
        Ensure.That(first.Length == (TRule.Moments > 0 ? length : 0));
        Ensure.That(second.Length == (TRule.Moments > 1 ? length : 0));
        fixed (float* g = gradient)
        fixed (float* p = parameters)
        fixed (float* m = first)
        fixed (float* v = second)
        fixed (Digest128* digestsPointer = digests)
        {
            // Safety: nothing before the first block is read through it.
            float* whole = g - ((nint)firstBlock * Blocks.Floats);
            var action = new UpdateAction<TRule>(
                rule, clip, whole, p, m, v, length, firstBlock, endBlock, digestsPointer);
            LaneDispatch.Invoke(ref action, kind);
        }
    }
}
