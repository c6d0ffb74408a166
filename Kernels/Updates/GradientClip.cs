namespace RnnCluster.Kernels.Updates;

/// <summary>What an update does to the averaged gradient before it uses it: g = clamp(g * factor).</summary>
/// <param name="Factor">Multiplies every element: 1, or the bound of the norm over the norm.</param>
/// <param name="ValueMax">Elements are cut to -ValueMax .. ValueMax; +infinity for no bound.</param>
public readonly record struct GradientClip(float Factor, float ValueMax)
{
    /// <summary>Leaves the gradient as it is.</summary>
    public static GradientClip None => new(1, float.PositiveInfinity);

    /// <summary>
    /// PyTorch's <c>clip_grad_norm_</c>: the factor is bound / (norm + 1e-6), at most 1.
    /// </summary>
    /// <param name="norm">The norm of the whole averaged gradient; finite.</param>
    /// <param name="bound">The norm to come down to.</param>
    public static GradientClip ByNorm(double norm, double bound) =>
        new((float)Math.Min(1, bound / (norm + 1e-6)), float.PositiveInfinity);

    /// <summary>PyTorch's <c>clip_grad_value_</c>.</summary>
    /// <param name="bound">The largest size of an element.</param>
    public static GradientClip ByValue(double bound) => new(1, (float)bound);
}
