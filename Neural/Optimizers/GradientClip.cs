namespace RnnCluster.Neural.Optimizers;

/// <summary>Clipping of the averaged gradient.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Bound">The largest norm or magnitude, above 0; unused without clipping.</param>
public readonly record struct GradientClip(ClipKind Kind, double Bound)
{
    /// <summary>PyTorch's guard against a division by zero.</summary>
    private const double NormGuard = 1e-6;

    /// <summary>What the gradient is multiplied by; 1 leaves every bit as it is.</summary>
    /// <param name="norm">The global norm of the averaged gradient.</param>
    public float Factor(double norm) => Kind == ClipKind.Norm ? (float)Math.Min(1, Bound / (norm + NormGuard)) : 1;

    /// <summary>The largest magnitude of an element; infinity where elements are not clamped.</summary>
    public float ElementMax => Kind == ClipKind.Value ? (float)Bound : float.PositiveInfinity;
}
