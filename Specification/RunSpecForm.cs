namespace RnnCluster.Specification;

/// <summary>Which of the written forms of a spec is meant.</summary>
internal enum RunSpecForm
{
    /// <summary>The user's YAML.</summary>
    Document,

    /// <summary>JSON with everything, source included.</summary>
    Complete,

    /// <summary>JSON with what affects the bits.</summary>
    Canonical,
}
