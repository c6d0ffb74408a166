namespace RnnCluster.Specification;

/// <summary>Where the text of a run comes from: a <see cref="SplitTextSpec"/> or a <see cref="SeparateFilesSpec"/>.</summary>
public abstract record CorpusSpec;
