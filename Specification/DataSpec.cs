namespace RnnCluster.Specification;

/// <summary>The text of a run and how it is cut into symbols.</summary>
/// <param name="Corpus">Where the text comes from.</param>
/// <param name="Tokenizer">What counts as one symbol.</param>
/// <param name="VocabularyMax">
/// Words only: the most entries that the vocabulary may have, <c>&lt;unk&gt;</c> included; null: no cap.
/// </param>
/// <param name="LineEnd">Words only: whether the end of a line is the word <c>&lt;eos&gt;</c>.</param>
public sealed record DataSpec(CorpusSpec Corpus, TokenizerKind Tokenizer, int? VocabularyMax, bool LineEnd);
