using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Data.Tests;

public sealed class TextFileTests : IDisposable
{
    // printf 'abc' | sha256sum
    private const string HashOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private readonly TextFolder folder = new();

    [Fact]
    public void TheHashIsThatOfTheBytes() =>
        Assert.Equal(HashOfAbc, TextFile.Read(folder.Write("a.txt", "abc")).Hash);

    [Fact]
    public void AByteOrderMarkIsDroppedFromTextAndHash()
    {
        TextFile file = TextFile.Read(folder.Write("a.txt", [0xEF, 0xBB, 0xBF, (byte)'a', (byte)'b', (byte)'c']));
        Assert.Equal("abc", file.Text);
        Assert.Equal(HashOfAbc, file.Hash);
    }

    [Fact]
    public void APackedTextIsTheSameTextWithTheSameHash()
    {
        TextFile file = TextFile.Read(folder.Write("a.txt.gz", TextFolder.Gzip("abc")));
        Assert.Equal("abc", file.Text);
        Assert.Equal(HashOfAbc, file.Hash);
    }

    [Fact]
    public void LineEndsAndAstralCharactersStay() =>
        Assert.Equal("a\r\nb\rc\n😀", TextFile.Read(folder.Write("a.txt", "a\r\nb\rc\n😀")).Text);

    [Fact]
    public void EveryShorteningOfAPackedTextIsRefused()
    {
        byte[] packed = TextFolder.Gzip("the quick brown fox jumps over the lazy dog");
        for (int length = 0; length < packed.Length; length++)
        {
            string path = folder.Write("a.txt.gz", packed[..length]);
            Assert.True(Record.Exception(() => TextFile.Read(path)) is InputException, $"{length} of {packed.Length}");
        }
    }

    [Fact]
    public void AChangedByteInAPackedTextIsRefused()
    {
        byte[] packed = TextFolder.Gzip("the quick brown fox jumps over the lazy dog");

        // The last eight bytes are the checksum and the length.
        packed[^8] ^= 1;
        string path = folder.Write("a.txt.gz", packed);
        Assert.Throws<InputException>(() => TextFile.Read(path));
    }

    [Fact]
    public void ATextBeyondTheBoundIsRefusedAndOneAtTheBoundIsRead()
    {
        string path = folder.Write("a.txt", "abcd");
        Assert.Equal("abcd", TextFile.Read(path, lengthMaxBytes: 4).Text);
        var refusal = Assert.Throws<InputException>(() => TextFile.Read(path, lengthMaxBytes: 3));
        Assert.Equal(
            $"{path}: the text is longer than 3 bytes, the most that is read; give a part of it.", refusal.Message);
    }

    [Theory]
    [InlineData("abc", "def")]
    [InlineData("abc", "abc", "abc")]
    [InlineData("", "abc", "")]
    [InlineData("a", "")]
    public void TheMembersOfAPackedTextAreOneText(params string[] parts)
    {
        byte[] packed = [.. parts.SelectMany(TextFolder.Gzip)];
        Assert.Equal(string.Concat(parts), TextFile.Read(folder.Write("a.txt.gz", packed)).Text);
    }

    [Fact]
    public void ZerosBetweenAndAfterMembersArePadding()
    {
        byte[] packed = [.. TextFolder.Gzip("abc"), .. new byte[3], .. TextFolder.Gzip("def"), .. new byte[1000]];
        Assert.Equal("abcdef", TextFile.Read(folder.Write("a.txt.gz", packed)).Text);
    }

    [Fact]
    public void WhatFollowsThePackedTextIsRefusedWithItsPlace()
    {
        byte[] packed = TextFolder.Gzip("abc");
        string path = folder.Write("a.txt.gz", [.. packed, .. new byte[2], .. "more"u8]);
        Assert.Equal(
            $"{path}: byte offset {packed.Length + 2}: what follows the packed text is no gzip data; cut it off, or "
            + "pack the text again.",
            Assert.Throws<InputException>(() => TextFile.Read(path)).Message);
    }

    [Fact]
    public void AHeaderWithANameACommentAndAChecksumIsSkipped()
    {
        byte[] plain = TextFolder.Gzip("abc");
        byte[] header = [31, 139, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 2, 0, 7, 7, .. "a.txt\0why\0"u8, 1, 2];
        Assert.Equal("abc", TextFile.Read(folder.Write("a.txt.gz", [.. header, .. plain[10..]])).Text);
        for (int length = 0; length < header.Length; length++)
        {
            string path = folder.Write("b.txt.gz", header[..length]);
            Assert.Throws<InputException>(() => TextFile.Read(path));
        }
    }

    [Fact]
    public void TheBoundIsThatOfAllMembersTogether()
    {
        string path = folder.Write("a.txt.gz", [.. TextFolder.Gzip("ab"), .. TextFolder.Gzip("cd")]);
        Assert.Equal("abcd", TextFile.Read(path, lengthMaxBytes: 4).Text);
        Assert.Throws<InputException>(() => TextFile.Read(path, lengthMaxBytes: 3));
    }

    [Theory]
    [InlineData("UTF-16LE", "The quick brown fox\njumps.")]
    [InlineData("UTF-16BE", "The quick brown fox\njumps.")]
    [InlineData("UTF-32LE", "The quick brown fox\njumps.")]
    [InlineData("UTF-32BE", "The quick brown fox\njumps.")]
    [InlineData("UTF-16LE", "Съешь же ещё этих мягких французских булок")]
    [InlineData("UTF-16BE", "Съешь же ещё этих мягких французских булок")]
    [InlineData("UTF-16LE", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία")]
    [InlineData("UTF-16", "\ufeffabc")]
    public void TextOfWiderUnitsIsNamedAndNotReadAsCharactersWithNuls(string encoding, string text)
    {
        string path = folder.Write("a.txt", Encoding.GetEncoding(encoding).GetBytes(text));
        Assert.Equal(
            $"{path}: this is {encoding} text; convert it to UTF-8: iconv -f {encoding} -t UTF-8.",
            Assert.Throws<InputException>(() => TextFile.Read(path)).Message);
    }

    [Theory]
    [InlineData("one\0two\0three\0")]
    [InlineData("seven77\0seven77\0seven77\0")]
    [InlineData("\0")]
    [InlineData("a sentence\u0001 and another\u0001")]
    public void NulsAndOtherControlCharactersOfATextStay(string text) =>
        Assert.Equal(text, TextFile.Read(folder.Write("a.txt", text)).Text);

    [Fact]
    public void AWordBeyondTheBoundIsRefusedWithItsLineAndOneAtTheBoundIsRead()
    {
        string word = new('x', 65_536);
        var options = new CorpusOptions
        {
            Text = folder.Write("a.txt", $"one two\nthree {word} four"),
            Tokenizer = TokenizerKind.Word,
        };
        Assert.Equal(5, Corpus.Load(options).Training.Length);
        folder.Write("a.txt", $"one two\nthree {word}x four");
        Assert.Equal(
            $"{options.Text}: line 2: a word of 65537 characters, at most 65536 are taken; is this a text? Words are "
            + "what white space separates.",
            Assert.Throws<InputException>(() => Corpus.Load(options)).Message);
    }

    public void Dispose() => folder.Dispose();
}
