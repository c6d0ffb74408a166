using System.Security.Cryptography;
using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>A text as tokens, in up to three parts, with the vocabulary they are tokens of.</summary>
public sealed class Corpus
{
    private Corpus(
        ITokenizer tokenizer,
        ReadOnlyMemory<int> training,
        ReadOnlyMemory<int> validation,
        ReadOnlyMemory<int> test,
        string dataHash)
    {
        Tokenizer = tokenizer;
        Training = training;
        Validation = validation;
        Test = test;
        DataHash = dataHash;
    }

    /// <summary>What made the tokens.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>The symbols that the tokens stand for.</summary>
    public Vocabulary Vocabulary => Tokenizer.Vocabulary;

    /// <summary>Tokens to train on.</summary>
    public ReadOnlyMemory<int> Training { get; }

    /// <summary>Tokens to validate with; empty if there is no such part.</summary>
    public ReadOnlyMemory<int> Validation { get; }

    /// <summary>Tokens to test with at the end; empty if there is no such part.</summary>
    public ReadOnlyMemory<int> Test { get; }

    /// <summary>
    /// The identity of the data in the run id, 64 lowercase hexadecimal digits. Of one text: its
    /// <see cref="TextFile.Hash"/>. Of files of their own: the SHA-256 of the lines "training HASH", "validation HASH",
    /// "test HASH", each ended by \n, without the lines of absent parts. Paths are no part of it.
    /// </summary>
    public string DataHash { get; }

    /// <summary>Reads, cuts and encodes.</summary>
    /// <param name="options">What to read and how.</param>
    /// <exception cref="InputException">A file, a fraction or a bound is wrong; the message says which.</exception>
    public static Corpus Load(CorpusOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        return options.Text is string path
            ? LoadText(options, Read(options, path))
            : LoadParts(options, options.Training!);
    }

    private static TextFile Read(CorpusOptions options, string path)
    {
        var file = TextFile.Read(path);
        if (options.Tokenizer == TokenizerKind.Word)
        {
            WordReader.EnsureLengths(file.Text, path);
        }

        return file;
    }

    private static void Check(CorpusOptions options)
    {
        if ((options.Text is null) == (options.Training is null))
        {
            throw new InputException("data: give either one text or a training file, not both and not none.");
        }

        if (options.Text is not null && (options.Validation ?? options.Test) is string part)
        {
            throw new InputException($"data: {part} cannot stand beside one text, which holds all parts; "
                + "give the training part a file too, or use a split.");
        }

        if (options.LineEnd && options.Tokenizer == TokenizerKind.Character)
        {
            throw new InputException("data: line ends are words only for the word tokenizer.");
        }

        if (options.VocabularySizeMax is int sizeMax
            && (options.Tokenizer == TokenizerKind.Character || sizeMax < 2))
        {
            throw new InputException($"data: a vocabulary of at most {sizeMax} symbols cannot be; "
                + "the bound is for words, and at least 2.");
        }

        if (options.Vocabulary is Vocabulary given
            && (given.Kind != options.Tokenizer || given.LineEnd != options.LineEnd))
        {
            throw new InputException($"data: the vocabulary holds {Describe(given.Kind, given.LineEnd)}, but the run "
                + $"asks for {Describe(options.Tokenizer, options.LineEnd)}; use the vocabulary of this run.");
        }
    }

    private static string Describe(TokenizerKind kind, bool lineEnd) =>
        kind == TokenizerKind.Character ? "characters" : lineEnd ? "words with line ends" : "words without line ends";

    private static Corpus LoadText(CorpusOptions options, TextFile file)
    {
        options.Split.Cut(1);
        Vocabulary vocabulary = options.Vocabulary ?? VocabularyOf(options, file.Text);
        ITokenizer tokenizer = vocabulary.CreateTokenizer();
        ReadOnlyMemory<int> tokens = tokenizer.Encode(file.Text, file.Path);
        (int training, int validation, int test) = options.Split.Cut(tokens.Length);
        return new Corpus(
            tokenizer, tokens[..training], tokens[training..validation], tokens[validation..test], file.Hash);
    }

    /// <summary>Characters come from the whole text; words from its training part only.</summary>
    private static Vocabulary VocabularyOf(CorpusOptions options, string text)
    {
        if (options.Tokenizer == TokenizerKind.Character)
        {
            return Vocabulary.OfCharacters(text);
        }

        int trainingWords = options.Split.Cut(WordReader.Count(text, options.LineEnd)).Training;
        var words = new WordReader(text, options.LineEnd);
        for (int index = 0; index < trainingWords; index++)
        {
            words.TryRead(out _);
        }

        return Vocabulary.OfWords(text.AsSpan(0, words.Position), options.LineEnd, options.VocabularySizeMax);
    }

    private static Corpus LoadParts(CorpusOptions options, string trainingPath)
    {
        TextFile training = Read(options, trainingPath);
        TextFile? validation = options.Validation is null ? null : Read(options, options.Validation);
        TextFile? test = options.Test is null ? null : Read(options, options.Test);
        Vocabulary vocabulary = options.Vocabulary ?? (options.Tokenizer == TokenizerKind.Character
            ? Vocabulary.OfCharacters(training.Text, validation?.Text ?? "", test?.Text ?? "")
            : Vocabulary.OfWords(training.Text, options.LineEnd, options.VocabularySizeMax));
        ITokenizer tokenizer = vocabulary.CreateTokenizer();
        return new Corpus(
            tokenizer,
            Encode(tokenizer, training),
            Encode(tokenizer, validation),
            Encode(tokenizer, test),
            HashOf(training, validation, test));
    }

    private static ReadOnlyMemory<int> Encode(ITokenizer tokenizer, TextFile? part) =>
        part is null ? ReadOnlyMemory<int>.Empty : tokenizer.Encode(part.Text, part.Path);

    private static string HashOf(TextFile training, TextFile? validation, TextFile? test)
    {
        var lines = new StringBuilder();
        lines.Append("training ").Append(training.Hash).Append('\n');
        if (validation is not null)
        {
            lines.Append("validation ").Append(validation.Hash).Append('\n');
        }

        if (test is not null)
        {
            lines.Append("test ").Append(test.Hash).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines.ToString())));
    }
}
