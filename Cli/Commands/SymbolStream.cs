using RnnCluster.Data;

namespace RnnCluster.Cli.Commands;

/// <summary>Decodes symbols one by one into what the tokenizer would make of all of them together.</summary>
/// <param name="tokenizer">Joins at most neighbours, as characters and words do.</param>
/// <param name="before">The symbol that was printed last; null at the beginning.</param>
internal sealed class SymbolStream(ITokenizer tokenizer, int? before)
{
    private int? last = before;

    /// <summary>What a symbol adds to the text.</summary>
    public string Next(int symbol)
    {
        string text = last is { } left
            ? tokenizer.Decode([left, symbol])[tokenizer.Decode([left]).Length..]
            : tokenizer.Decode([symbol]);
        last = symbol;
        return text;
    }
}
