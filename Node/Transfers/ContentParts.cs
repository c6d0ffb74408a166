using RnnCluster.Node.Content;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Transfers;

/// <summary>Training symbols in parts, each copied when it is sent.</summary>
/// <param name="content">The blob.</param>
/// <param name="pool">Lends the messages' memory.</param>
/// <param name="partBytesMax">The most bytes of a part.</param>
internal sealed class ContentParts(TokenContent content, PayloadPool pool, int partBytesMax) : IPartSource
{
    public string Hash => content.Hash;

    public long Length => content.Bytes.Length;

    public BulkMessage PartAt(long offset)
    {
        int length = (int)Math.Min(partBytesMax, Length - offset);
        Payload part = pool.Rent(length);
        content.Bytes.Span.Slice((int)offset, length).CopyTo(part.Span);
        return MessageChecks.Sealed(new ContentChunk(Hash, offset, Length, Checksum: 0, part));
    }
}
