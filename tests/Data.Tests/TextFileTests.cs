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

    public void Dispose() => folder.Dispose();
}
