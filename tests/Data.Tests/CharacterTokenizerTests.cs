using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

public sealed class CharacterTokenizerTests
{
    [Fact]
    public void TokensAreRanksOfCodePoints()
    {
        // U+FF21 and U+1F600: in UTF-16 order the second would come first.
        ITokenizer tokenizer = Vocabulary.OfCharacters("b\nＡ😀aé").CreateTokenizer();
        Assert.Equal(["\n", "a", "b", "é", "Ａ", "😀"], Symbols(tokenizer.Vocabulary));
        Assert.Equal([2, 5, 5, 0, 4, 1, 3], tokenizer.Encode("b😀😀\nＡaé", "text"));
    }

    [Fact]
    public void CarriageReturnsAreCharacters() =>
        Assert.Equal(["\n", "\r", "a"], Symbols(Vocabulary.OfCharacters("a\r\na")));

    [Fact]
    public void EveryTextComesBack()
    {
        int[] pool =
        [
            0x0, 0x9, 0xA, 0xD, 0x20, 0x41, 0x7F, 0xE9, 0x2028, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x1F600, 0x10FFFF,
        ];
        for (ulong seed = 0; seed < 200; seed++)
        {
            var draws = new Draws(seed);
            int length = draws.Next(1, 60);
            var text = new StringBuilder();
            for (int index = 0; index < length; index++)
            {
                text.Append(new Rune(pool[draws.Next(0, pool.Length - 1)]));
            }

            ITokenizer tokenizer = Vocabulary.OfCharacters(text.ToString()).CreateTokenizer();
            int[] tokens = tokenizer.Encode(text.ToString(), "text");
            Assert.Equal(length, tokens.Length);
            Assert.Equal(text.ToString(), tokenizer.Decode(tokens));
        }
    }

    [Fact]
    public void TheEmptyTextHasNoTokens()
    {
        ITokenizer tokenizer = Vocabulary.OfCharacters("ab").CreateTokenizer();
        Assert.Empty(tokenizer.Encode("", "prompt"));
        Assert.Equal("", tokenizer.Decode([]));
    }

    [Theory]
    [InlineData("abé", "prompt: line 1, column 3: the character U+00E9 'é' is not among the 4 of the vocabulary; "
        + "remove it, or train on a text that has it.")]
    [InlineData("a\n😀bc", "prompt: line 2, column 3: the character U+0063 'c' is not among the 4 of the vocabulary; "
        + "remove it, or train on a text that has it.")]
    [InlineData("a\t", "prompt: line 1, column 2: the character U+0009 is not among the 4 of the vocabulary; "
        + "remove it, or train on a text that has it.")]
    [InlineData("a\U0001F601", "prompt: line 1, column 2: the character U+1F601 '😁' is not among the 4 of the "
        + "vocabulary; remove it, or train on a text that has it.")]
    public void AnUnknownCharacterIsNamedWithItsPlace(string text, string message)
    {
        ITokenizer tokenizer = Vocabulary.OfCharacters("ab\n😀").CreateTokenizer();
        Assert.Equal(message, Assert.Throws<InputException>(() => tokenizer.Encode(text, "prompt")).Message);
    }

    [Fact]
    public void HalfASurrogatePairIsAnUnknownCharacter()
    {
        ITokenizer tokenizer = Vocabulary.OfCharacters("ab😀").CreateTokenizer();
        string half = "a" + '\uD83D' + "b";
        Assert.Equal(
            "prompt: line 1, column 2: the character U+D83D is not among the 3 of the vocabulary; "
            + "remove it, or train on a text that has it.",
            Assert.Throws<InputException>(() => tokenizer.Encode(half, "prompt")).Message);
    }

    private static string[] Symbols(Vocabulary vocabulary) =>
        [.. Enumerable.Range(0, vocabulary.Count).Select(token => vocabulary[token])];
}
