namespace RnnCluster.Specification;

/// <summary>How the cross-entropies of a window become the number whose gradient is taken.</summary>
public enum LossReduction
{
    /// <summary>The mean over all targets of the window and batch.</summary>
    Target,

    /// <summary>The sum over the window, the mean over the batch's lanes: <c>window</c> times the mean.</summary>
    Sequence,
}
