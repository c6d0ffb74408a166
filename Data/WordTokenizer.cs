using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// One token per word between white space; a word outside the vocabulary becomes <see cref="Vocabulary.Unknown"/>.
/// Decoding joins words by one blank, so the original spacing is lost.
/// </summary>
public sealed class WordTokenizer : ITokenizer
{
    /// <summary>The token of <see cref="Vocabulary.Unknown"/>, always the first.</summary>
    public const int UnknownToken = 0;

    /// <summary>Creates the tokenizer of a vocabulary.</summary>
    /// <param name="vocabulary">A vocabulary of words; says too whether line ends are words.</param>
    public WordTokenizer(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Ensure.That(vocabulary.Kind == TokenizerKind.Word);
        Vocabulary = vocabulary;
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public int[] Encode(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] tokens = new int[WordReader.Count(text, Vocabulary.LineEnd)];
        var words = new WordReader(text, Vocabulary.LineEnd);
        for (int index = 0; words.TryRead(out ReadOnlySpan<char> word); index++)
        {
            tokens[index] = Vocabulary.TryFind(word, out int token) ? token : UnknownToken;
        }

        return tokens;
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder();
        bool isAfterWord = false;
        foreach (int token in tokens)
        {
            string word = Vocabulary[token];
            if (Vocabulary.LineEnd && word == Vocabulary.LineEndWord)
            {
                text.Append('\n');
                isAfterWord = false;
                continue;
            }

            text.Append(isAfterWord ? " " : "").Append(word);
            isAfterWord = true;
        }

        return text.ToString();
    }
}
