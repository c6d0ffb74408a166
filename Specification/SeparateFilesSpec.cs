namespace RnnCluster.Specification;

/// <summary>The parts of a corpus as files of their own; each may be compressed and then ends in <c>.gz</c>.</summary>
/// <param name="Train">Absolute path of the training part; empty in a spec restored from its canonical form.</param>
/// <param name="Validation">Absolute path of the validation part; null: there is none.</param>
/// <param name="Test">Absolute path of the test part; null: there is none.</param>
public sealed record SeparateFilesSpec(string Train, string? Validation, string? Test) : CorpusSpec;
