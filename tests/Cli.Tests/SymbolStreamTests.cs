using RnnCluster.Cli.Commands;
using RnnCluster.Data;

namespace RnnCluster.Cli.Tests;

public sealed class SymbolStreamTests
{
    [Fact]
    public void WordsOneByOneReadAsTheyDoTogether()
    {
        const string Text = "to be or not\nto be\n\nthat is";
        ITokenizer words = Vocabulary.OfWords(Text, lineEnd: true).CreateTokenizer();
        int[] tokens = words.Encode(Text, "text");
        var fromTheBeginning = new SymbolStream(words, before: null);
        Assert.Equal(Text, string.Concat(tokens.Select(fromTheBeginning.Next)));
        var afterTheFirst = new SymbolStream(words, tokens[0]);
        Assert.Equal(" be or not\nto be\n\nthat is", string.Concat(tokens.Skip(1).Select(afterTheFirst.Next)));
    }
}
