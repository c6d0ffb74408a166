using RnnCluster.Actors;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Content;

/// <summary>Sends a blob in parts that fit a bulk frame.</summary>
public static class ContentSender
{
    /// <summary>A slice's size: what bulk frames are made for.</summary>
    public const int ChunkBytesMax = 1024 * 1024;

    /// <summary>Sends all parts, the last one too if it is empty.</summary>
    /// <param name="content">The blob.</param>
    /// <param name="pool">Lends the messages' memory.</param>
    /// <param name="to">Who asked.</param>
    /// <param name="from">Who answers.</param>
    public static void Send(TokenContent content, PayloadPool pool, ActorRef to, ActorRef from)
    {
        int offset = 0;
        do
        {
            int length = Math.Min(ChunkBytesMax, content.Bytes.Length - offset);
            Payload part = pool.Rent(length);
            content.Bytes.Span.Slice(offset, length).CopyTo(part.Span);
            to.Tell(new ContentChunk(content.Hash, offset, content.Bytes.Length, part), from);
            offset += length;
        }
        while (offset < content.Bytes.Length);
    }
}
