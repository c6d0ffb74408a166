namespace RnnCluster.Data;

/// <summary>
/// What makes a corpus: either <see cref="Text"/> with a <see cref="Split"/>, or <see cref="Training"/> with files of
/// their own for the other parts.
/// </summary>
public sealed record CorpusOptions
{
    /// <summary>What a token is.</summary>
    public required TokenizerKind Tokenizer { get; init; }

    /// <summary>Path of the one text that is cut into parts; null if each part has a file.</summary>
    public string? Text { get; init; }

    /// <summary>How <see cref="Text"/> is cut; everything is for training by default.</summary>
    public CorpusSplit Split { get; init; } = CorpusSplit.AllTraining;

    /// <summary>Path of the training part; null if there is one <see cref="Text"/>.</summary>
    public string? Training { get; init; }

    /// <summary>Path of the validation part; null for none.</summary>
    public string? Validation { get; init; }

    /// <summary>Path of the test part; null for none.</summary>
    public string? Test { get; init; }

    /// <summary>The most words, the unknown one included, at least 2; null for all. Characters have no bound.</summary>
    public int? VocabularySizeMax { get; init; }

    /// <summary>Whether each line end is the word &lt;eos&gt;; false by default, and for characters.</summary>
    public bool LineEnd { get; init; }

    /// <summary>A vocabulary to encode by, such as a checkpoint's; null to make one from the text.</summary>
    public Vocabulary? Vocabulary { get; init; }
}
