namespace RnnCluster.Data;

/// <summary>
/// Turns text into tokens and back, by a fixed <see cref="Vocabulary"/>. Safe to share between threads.
/// </summary>
public interface ITokenizer
{
    /// <summary>The symbols; a token is an index into them.</summary>
    Vocabulary Vocabulary { get; }

    /// <summary>Encodes a text.</summary>
    /// <param name="text">Any text; the empty one gives no tokens.</param>
    /// <param name="source">What errors call the text: its path, or "prompt".</param>
    /// <returns>Tokens in 0 .. vocabulary size - 1.</returns>
    /// <exception cref="Shared.InputException">The vocabulary has no symbol for something in the text.</exception>
    int[] Encode(string text, string source);

    /// <summary>Decodes tokens into readable text.</summary>
    /// <param name="tokens">Tokens in 0 .. vocabulary size - 1.</param>
    string Decode(ReadOnlySpan<int> tokens);
}
