using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>Reads a text word by word, without copying.</summary>
internal ref struct WordReader
{
    /// <summary>
    /// The most characters of a word: far beyond every word, address and encoded picture in a text that is one. A
    /// longer one is most likely a file that is no text, and would be one symbol of the vocabulary.
    /// </summary>
    public const int LengthMax = 65_536;

    private readonly ReadOnlySpan<char> text;
    private readonly bool lineEnd;

    /// <summary>Starts at the beginning of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lineEnd">Whether each \n (and \r\n) is the word <see cref="Vocabulary.LineEndWord"/>.</param>
    public WordReader(ReadOnlySpan<char> text, bool lineEnd)
    {
        this.text = text;
        this.lineEnd = lineEnd;
        Position = 0;
    }

    /// <summary>Index of the first character after the word that was read last.</summary>
    public int Position { get; private set; }

    /// <summary>How many words a text has.</summary>
    public static int Count(ReadOnlySpan<char> text, bool lineEnd)
    {
        var words = new WordReader(text, lineEnd);
        int count = 0;
        while (words.TryRead(out _))
        {
            count++;
        }

        return count;
    }

    /// <summary>Refuses a text with a word beyond <see cref="LengthMax"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from, for the message.</param>
    /// <exception cref="InputException">There is such a word.</exception>
    public static void EnsureLengths(ReadOnlySpan<char> text, string source)
    {
        var words = new WordReader(text, lineEnd: false);
        while (words.TryRead(out ReadOnlySpan<char> word))
        {
            if (word.Length > LengthMax)
            {
                int line = text[..(words.Position - word.Length)].Count('\n') + 1;
                throw new InputException(
                    $"{source}: line {line}: a word of {word.Length} characters, at most {LengthMax} are taken; "
                    + "is this a text? Words are what white space separates.");
            }
        }
    }

    /// <summary>Reads the next word; false at the end of the text.</summary>
    public bool TryRead(out ReadOnlySpan<char> word)
    {
        while (Position < text.Length && IsWhiteSpace(text[Position]))
        {
            // The \r of \r\n is white space like any other, so both spellings of a line end give one word.
            if (text[Position++] == '\n' && lineEnd)
            {
                word = Vocabulary.LineEndWord;
                return true;
            }
        }

        int start = Position;
        while (Position < text.Length && !IsWhiteSpace(text[Position]))
        {
            Position++;
        }

        word = text[start..Position];
        return !word.IsEmpty;
    }

    /// <summary>
    /// Unicode's property White_Space, written out: a run's identity depends on it, so it must not follow the tables
    /// of the runtime when they change.
    /// </summary>
    internal static bool IsWhiteSpace(char character) =>
        character is ' ' or (>= '\t' and <= '\r')
            or '\u0085' or '\u00A0' or '\u1680' or (>= '\u2000' and <= '\u200A')
            or '\u2028' or '\u2029' or '\u202F' or '\u205F' or '\u3000';
}
