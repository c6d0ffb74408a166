namespace RnnCluster.Specification;

/// <summary>Where a text comes from: a <see cref="SplitTextSpec"/> or a <see cref="SeparateFilesSpec"/>.</summary>
public abstract record CorpusSpec;
