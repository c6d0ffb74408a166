using RnnCluster.Shared;

namespace RnnCluster.Kernels.Random;

/// <summary>Where in a run a dropout mask belongs, and how much it drops.</summary>
/// <param name="Key">The run's key for dropout.</param>
/// <param name="Step">The step; its low 32 bits count.</param>
/// <param name="Site">Which of the model's dropouts: 0 .. <see cref="SiteMax"/>.</param>
/// <param name="Probability">The probability that an element is dropped: 0 to below 1.</param>
public readonly record struct DropoutSite(PhiloxKey Key, Step Step, int Site, double Probability)
{
    /// <summary>The largest number of a site: 12 bits of a counter word, beside 20 for the time.</summary>
    public const int SiteMax = (1 << 12) - 1;

    /// <summary>The largest time within a window.</summary>
    public const int TimeMax = (1 << 20) - 1;
}
