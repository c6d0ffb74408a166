namespace RnnCluster.Learning.Runs;

/// <summary>What came of a piece of a <see cref="ValidationPhase"/>.</summary>
internal enum ValidationNews
{
    /// <summary>There is more to do.</summary>
    None,

    /// <summary>The step's values are complete: its line can be written.</summary>
    Validated,

    /// <summary>The sample is drawn.</summary>
    Sampled,
}
