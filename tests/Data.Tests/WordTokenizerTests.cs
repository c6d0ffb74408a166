namespace RnnCluster.Data.Tests;

public sealed class WordTokenizerTests
{
    [Fact]
    public void WordsComeByFallingCountThenByCodePoint()
    {
        // The last two are tied: U+FF21 precedes U+1F600 as a code point, not as UTF-16.
        var vocabulary = Vocabulary.OfWords("b c b a c b 😀 Ａ ab", lineEnd: false);
        Assert.Equal(["<unk>", "b", "c", "a", "ab", "Ａ", "😀"], Symbols(vocabulary));
    }

    [Fact]
    public void CaseIsKept() =>
        Assert.Equal(["<unk>", "A", "a"], Symbols(Vocabulary.OfWords("a A", lineEnd: false)));

    [Fact]
    public void TheCapCountsTheUnknownWord() =>
        Assert.Equal(["<unk>", "c", "b"], Symbols(Vocabulary.OfWords("a b b c c c", lineEnd: false, sizeMax: 3)));

    [Fact]
    public void AWordUnkOfTheTextIsTheUnknownWord()
    {
        ITokenizer tokenizer = Vocabulary.OfWords("<unk> a <unk> <unk> b", lineEnd: false).CreateTokenizer();
        Assert.Equal(["<unk>", "a", "b"], Symbols(tokenizer.Vocabulary));
        Assert.Equal([0, 1, 0, 2], tokenizer.Encode("<unk> a never b", "text"));
    }

    [Fact]
    public void LineEndsAreWordsIfAskedFor()
    {
        ITokenizer tokenizer = Vocabulary.OfWords("a b\r\n\na\nc", lineEnd: true).CreateTokenizer();
        Assert.Equal(["<unk>", "<eos>", "a", "b", "c"], Symbols(tokenizer.Vocabulary));
        Assert.Equal([2, 3, 1, 1, 2, 1, 4], tokenizer.Encode("a b\r\n\na\nc", "text"));
    }

    [Fact]
    public void LineEndsAreWhiteSpaceOtherwise()
    {
        ITokenizer tokenizer = Vocabulary.OfWords("a b\r\n\na\nc", lineEnd: false).CreateTokenizer();
        Assert.Equal([1, 2, 1, 3], tokenizer.Encode("a b\r\n\na\nc", "text"));
    }

    [Fact]
    public void ALineEndBeyondTheCapIsUnknown()
    {
        ITokenizer tokenizer = Vocabulary.OfWords("a a b\n", lineEnd: true, sizeMax: 2).CreateTokenizer();
        Assert.Equal([1, 0, 0], tokenizer.Encode("a b\n", "text"));
    }

    [Fact]
    public void WordsAreJoinedByBlanksAndLineEndsAreLines()
    {
        ITokenizer tokenizer = Vocabulary.OfWords("a b\n", lineEnd: true).CreateTokenizer();
        Assert.Equal("a b\n\nb <unk>\n", tokenizer.Decode(tokenizer.Encode(" a\tb \n\n b  c\n", "text")));
    }

    [Fact]
    public void AWordEosIsJustAWordWithoutLineEnds()
    {
        ITokenizer tokenizer = Vocabulary.OfWords("a <eos> b", lineEnd: false).CreateTokenizer();
        Assert.Equal("a <eos> b", tokenizer.Decode(tokenizer.Encode("a <eos> b", "text")));
    }

    [Fact]
    public void WhiteSpaceIsUnicodesListOfTwentyFive()
    {
        int[] expected =
        [
            0x9, 0xA, 0xB, 0xC, 0xD, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
            0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
        ];
        Assert.Equal(expected, Enumerable.Range(0, 0x10000).Where(unit => WordReader.IsWhiteSpace((char)unit)));
    }

    [Fact]
    public void TheCountIsTheNumberOfTokens()
    {
        string[] pieces = ["a", "bb", " ", "\n", "\r\n", "\t", "😀", "<eos>", "\u00A0"];
        for (ulong seed = 0; seed < 100; seed++)
        {
            var draws = new Draws(seed);
            string text = string.Concat(
                Enumerable.Range(0, draws.Next(0, 40)).Select(_ => pieces[draws.Next(0, pieces.Length - 1)]));
            string spaced = text.Replace("\n", " <eos> ", StringComparison.Ordinal);
            int[] tokens = Vocabulary.OfWords(text, lineEnd: true).CreateTokenizer().Encode(text, "text");
            Assert.Equal(spaced.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length, tokens.Length);
            Assert.DoesNotContain(WordTokenizer.UnknownToken, tokens);
        }
    }

    private static string[] Symbols(Vocabulary vocabulary) =>
        [.. Enumerable.Range(0, vocabulary.Count).Select(token => vocabulary[token])];
}
