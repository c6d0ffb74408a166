using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// The ordered symbols of a text: a token is an index into them. Saved with every checkpoint, hashed into the run id.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The word that stands for every word outside the vocabulary.</summary>
    public const string Unknown = "<unk>";

    /// <summary>The word that a line end is, where line ends are words.</summary>
    public const string LineEndWord = "<eos>";

    private readonly string[] symbols;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> tokenOf;

    internal Vocabulary(TokenizerKind kind, bool lineEnd, string[] symbols)
    {
        Ensure.That(VocabularyJson.FindFault(kind, lineEnd, symbols) is null);
        Kind = kind;
        LineEnd = lineEnd;
        this.symbols = symbols;
        var tokens = new Dictionary<string, int>(symbols.Length, StringComparer.Ordinal);
        for (int token = 0; token < symbols.Length; token++)
        {
            tokens.Add(symbols[token], token);
        }

        tokenOf = tokens.GetAlternateLookup<ReadOnlySpan<char>>();
        Hash = Convert.ToHexStringLower(SHA256.HashData(ToJson()));
    }

    /// <summary>What a symbol is.</summary>
    public TokenizerKind Kind { get; }

    /// <summary>Whether each line end of a text is the word <see cref="LineEndWord"/>; false for characters.</summary>
    public bool LineEnd { get; }

    /// <summary>V, the number of symbols.</summary>
    public int Count => symbols.Length;

    /// <summary>SHA-256 of <see cref="ToJson"/>, 64 lowercase hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The symbol of a token.</summary>
    /// <param name="token">0 .. <see cref="Count"/> - 1.</param>
    public string this[int token] => symbols[token];

    /// <summary>The code points of texts, each once, in ascending order.</summary>
    /// <param name="texts">All parts of the corpus: validation must not meet a character that has no symbol.</param>
    public static Vocabulary OfCharacters(params IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var seen = new SortedSet<int>();
        int last = -1;
        foreach (string text in texts)
        {
            foreach (Rune rune in text.EnumerateRunes())
            {
                if (rune.Value != last)
                {
                    last = rune.Value;
                    seen.Add(last);
                }
            }
        }

        return new Vocabulary(
            TokenizerKind.Character, lineEnd: false, [.. seen.Select(value => new Rune(value).ToString())]);
    }

    /// <summary>
    /// The words of a text: <see cref="Unknown"/>, then by falling count, equal counts in code point order.
    /// </summary>
    /// <param name="training">The training part alone.</param>
    /// <param name="lineEnd">Whether line ends are words; they are counted like any other.</param>
    /// <param name="sizeMax">The most symbols, <see cref="Unknown"/> included, at least 2; null for all.</param>
    public static Vocabulary OfWords(ReadOnlySpan<char> training, bool lineEnd, int? sizeMax = null)
    {
        Ensure.That(sizeMax is null or >= 2);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> byWord =
            counts.GetAlternateLookup<ReadOnlySpan<char>>();
        var words = new WordReader(training, lineEnd);
        while (words.TryRead(out ReadOnlySpan<char> word))
        {
            byWord.TryGetValue(word, out int count);
            byWord[word] = count + 1;
        }

        counts.Remove(Unknown);

        // The sort is a total order over distinct words, so the dictionary's own order leaves no trace.
        string[] ordered = [.. counts
            .OrderByDescending(entry => entry.Value)
            .ThenBy(entry => entry.Key, CodePointOrder.Instance)
            .Take((sizeMax ?? int.MaxValue) - 1)
            .Select(entry => entry.Key)];
        return new Vocabulary(TokenizerKind.Word, lineEnd, [Unknown, .. ordered]);
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="source">What errors call it: its path.</param>
    /// <exception cref="InputException">It is no vocabulary, or a damaged one.</exception>
    public static Vocabulary FromJson(ReadOnlyMemory<byte> json, string source) => VocabularyJson.Read(json, source);

    /// <summary>Looks a symbol up.</summary>
    /// <param name="symbol">A character or a word.</param>
    /// <param name="token">Its token, if there is one.</param>
    public bool TryFind(ReadOnlySpan<char> symbol, out int token) => tokenOf.TryGetValue(symbol, out token);

    /// <summary>Writes the vocabulary: the same bytes for the same symbols, always.</summary>
    /// <returns>UTF-8 JSON, a symbol a line.</returns>
    public byte[] ToJson()
    {
        var output = new ArrayBufferWriter<byte>();
        VocabularyJson.Write(this, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Creates the tokenizer that this vocabulary belongs to.</summary>
    public ITokenizer CreateTokenizer() =>
        Kind == TokenizerKind.Character ? new CharacterTokenizer(this) : new WordTokenizer(this);
}
