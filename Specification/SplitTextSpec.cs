namespace RnnCluster.Specification;

/// <summary>One text, cut into training, validation and test part, contiguous in this order.</summary>
/// <param name="Path">Absolute path of the text; empty in a spec that was restored from its canonical form.</param>
/// <param name="Train">The training part's fraction of the text, in (0, 1].</param>
/// <param name="Validation">The validation part's fraction, in [0, 1); 0: there is none.</param>
/// <param name="Test">The test part's fraction, in [0, 1); 0: there is none.</param>
public sealed record SplitTextSpec(string Path, double Train, double Validation, double Test) : CorpusSpec;
