using System.Buffers;
using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>One token per Unicode code point; decoding what was encoded gives the same text again.</summary>
public sealed class CharacterTokenizer : ITokenizer
{
    private const int Absent = -1;

    /// <summary>Token by code point, as long as the greatest code point of the vocabulary demands.</summary>
    private readonly int[] tokenOf;

    /// <summary>Creates the tokenizer of a vocabulary.</summary>
    /// <param name="vocabulary">A vocabulary of characters.</param>
    public CharacterTokenizer(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        Ensure.That(vocabulary.Kind == TokenizerKind.Character && vocabulary.Count > 0);
        Vocabulary = vocabulary;
        tokenOf = new int[Rune.GetRuneAt(vocabulary[vocabulary.Count - 1], 0).Value + 1];
        Array.Fill(tokenOf, Absent);
        for (int token = 0; token < vocabulary.Count; token++)
        {
            tokenOf[Rune.GetRuneAt(vocabulary[token], 0).Value] = token;
        }
    }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public int[] Encode(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        int[] tokens = new int[CodePointCount(text)];
        ReadOnlySpan<char> rest = text;
        for (int index = 0; index < tokens.Length; index++)
        {
            bool isWhole = Rune.DecodeFromUtf16(rest, out Rune rune, out int length) == OperationStatus.Done;
            int token = isWhole && rune.Value < tokenOf.Length ? tokenOf[rune.Value] : Absent;
            if (token == Absent)
            {
                throw UnknownCharacter(text, text.Length - rest.Length, isWhole ? rune.Value : rest[0], source);
            }

            tokens[index] = token;
            rest = rest[length..];
        }

        return tokens;
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder(tokens.Length);
        foreach (int token in tokens)
        {
            text.Append(Vocabulary[token]);
        }

        return text.ToString();
    }

    /// <summary>How many code points a text has; half of a surrogate pair counts as one.</summary>
    internal static int CodePointCount(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        for (int index = 1; index < text.Length; index++)
        {
            if (char.IsSurrogatePair(text[index - 1], text[index]))
            {
                count--;
            }
        }

        return count;
    }

    private InputException UnknownCharacter(string text, int position, int codePoint, string source)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, position);
        int line = before.Count('\n') + 1;
        int column = CodePointCount(before[(before.LastIndexOf('\n') + 1)..]) + 1;
        bool isVisible = Rune.TryCreate(codePoint, out Rune rune) && !Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune);
        string glyph = isVisible ? $" '{rune}'" : "";
        return new InputException(
            $"{source}: line {line}, column {column}: the character U+{codePoint:X4}{glyph} is not among the "
            + $"{Vocabulary.Count} of the vocabulary; remove it, or train on a text that has it.");
    }
}
