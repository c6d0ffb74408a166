namespace RnnCluster.Shared;

/// <summary>What random numbers are for. Streams of different purposes never share a key.</summary>
/// <remarks>The values are part of the numerics: never renumber one.</remarks>
public enum RandomPurpose
{
    /// <summary>Initial weights: counter (index of the element's group, parameter, 0, 0).</summary>
    Initialization = 1,

    /// <summary>Dropout masks: counter (step, global row, site and time, column group).</summary>
    Dropout = 2,

    /// <summary>The order of independent sequences in an epoch.</summary>
    Permutation = 3,

    /// <summary>Sampling of generated text.</summary>
    Sampling = 4,
}
