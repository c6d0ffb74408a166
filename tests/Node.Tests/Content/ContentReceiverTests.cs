using RnnCluster.Node.Content;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Tests.Content;

/// <summary>A blob in parts, where it arrives. Every part is on loan, and given back exactly once.</summary>
public sealed class ContentReceiverTests : IDisposable
{
    private readonly PayloadPool pool = new();

    [Fact]
    public void PartsOfOtherBlobsAreNoPartsOfThisOne()
    {
        TokenContent content = Blob(8);
        var receiver = new ContentReceiver(content.Hash, 8);

        Assert.Null(receiver.Accept(Chunk(Blob(12).Hash, 0, 8, content.Bytes.Span)));
        Assert.Null(receiver.Accept(Chunk(content.Hash, 0, 12, content.Bytes.Span)));
        Assert.Equal(content.Bytes.ToArray(), receiver.Accept(Chunk(content.Hash, 0, 8, content.Bytes.Span)));
    }

    [Fact]
    public void PartsOutOfOrderAreNotTaken()
    {
        TokenContent content = Blob(8);
        var receiver = new ContentReceiver(content.Hash, 8);
        ReadOnlySpan<byte> bytes = content.Bytes.Span;

        Assert.Null(receiver.Accept(Chunk(content.Hash, 4, 8, bytes[4..])));
        Assert.Null(receiver.Accept(Chunk(content.Hash, 0, 8, bytes[..4])));
        Assert.Null(receiver.Accept(Chunk(content.Hash, 0, 8, bytes[..4])));
        Assert.Equal(bytes.ToArray(), receiver.Accept(Chunk(content.Hash, 4, 8, bytes[4..])));
    }

    [Fact]
    public void APartBeyondTheEndIsNotTaken()
    {
        TokenContent content = Blob(8);
        var receiver = new ContentReceiver(content.Hash, 8);

        Assert.Null(receiver.Accept(Chunk(content.Hash, 0, 8, new byte[12])));
        Assert.Equal(content.Bytes.ToArray(), receiver.Accept(Chunk(content.Hash, 0, 8, content.Bytes.Span)));
    }

    [Fact]
    public void BytesThatAreNotTheirHashAreDamaged()
    {
        TokenContent content = Blob(8);
        var receiver = new ContentReceiver(content.Hash, 8);
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => receiver.Accept(Chunk(content.Hash, 0, 8, new byte[8])));

        Assert.Equal($"the training symbols that came do not match their hash {content.Hash}", fault.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public void MoreThanAnArrayHoldsCannotBeUsed(long total)
    {
        InvalidDataException fault = Assert.Throws<InvalidDataException>(() => new ContentReceiver("hash", total));

        Assert.Equal($"training symbols of {total} bytes cannot be used", fault.Message);
    }

    public void Dispose() => Assert.Equal(0, pool.Outstanding);

    /// <summary>Bytes of which no two words are alike.</summary>
    private static TokenContent Blob(int bytes) => TokenContent.Of([.. Enumerable.Range(1, bytes / sizeof(int))]);

    private ContentChunk Chunk(string hash, long offset, long total, ReadOnlySpan<byte> bytes)
    {
        Payload payload = pool.Rent(bytes.Length);
        bytes.CopyTo(payload.Span);
        return new ContentChunk(hash, offset, total, 0, payload);
    }
}
