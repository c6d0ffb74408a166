namespace RnnCluster.Specification;

/// <summary>What a run teaches its network to do.</summary>
public enum RunTask
{
    /// <summary>Predict every next symbol of a long text.</summary>
    LanguageModel,
}
