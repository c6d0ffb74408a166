using System.Diagnostics;
using RnnCluster.Kernels.Updates;

namespace RnnCluster.Neural.Optimizers;

/// <summary>Clipping of the averaged gradient.</summary>
/// <param name="Kind">By what.</param>
/// <param name="Bound">The largest norm or magnitude, above 0; unused without clipping.</param>
public readonly record struct ClipOptions(ClipKind Kind, double Bound)
{
    /// <summary>What an update does to a gradient.</summary>
    /// <param name="norm">The gradient's global norm, finite.</param>
    public GradientClip For(double norm) => Kind switch
    {
        ClipKind.Norm => GradientClip.ByNorm(norm, Bound),
        ClipKind.Value => GradientClip.ByValue(Bound),
        ClipKind.None => GradientClip.None,
        _ => throw new UnreachableException(),
    };
}
