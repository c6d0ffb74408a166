using RnnCluster.Node.Content;

namespace RnnCluster.Node.Tests.Content;

public sealed class TokenContentTests
{
    [Fact]
    public void SymbolsComeBackAsTheyWere()
    {
        int[] tokens = [0, 1, 255, 256, 65_536, 16_777_216];
        TokenContent content = TokenContent.Of(tokens);

        Assert.Equal(tokens, TokenContent.Read(content.Bytes.Span, vocabulary: 16_777_217));
        Assert.Equal(6, content.Count);
    }

    [Fact]
    public void ASymbolIsFourBytesLittleEndian()
    {
        TokenContent content = TokenContent.Of([0x01020304]);

        Assert.Equal(new byte[] { 4, 3, 2, 1 }, content.Bytes.ToArray());
    }

    [Fact]
    public void TheHashIsThatOfTheBytes()
    {
        // printf '\x61\x62\x63\x64' | sha256sum
        Assert.Equal(
            "88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589",
            TokenContent.Of([0x64636261]).Hash);
    }

    [Fact]
    public void NoSymbolsAreABlobToo() =>
        Assert.Empty(TokenContent.Read(TokenContent.Of([]).Bytes.Span, vocabulary: 1));

    [Fact]
    public void ABlobThatEndsWithinASymbolIsNone()
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => TokenContent.Read(new byte[7], vocabulary: 1));

        Assert.Equal("the training symbols end within one: 7 bytes", fault.Message);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void ASymbolOutsideTheVocabularyIsNone(int symbol)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => TokenContent.Read(TokenContent.Of([4, symbol]).Bytes.Span, vocabulary: 5));

        Assert.Equal($"training symbol 1 is {symbol}, but the vocabulary has 5", fault.Message);
    }
}
