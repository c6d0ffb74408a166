using RnnCluster.Protocol.Joining;

namespace RnnCluster.Node.Content;

/// <summary>Puts a blob together from its parts.</summary>
public sealed class ContentReceiver
{
    private readonly string hash;
    private readonly long total;
    private byte[] bytes = [];
    private long received;

    /// <summary>Waits for a blob.</summary>
    /// <param name="hash">Its SHA-256.</param>
    /// <param name="total">Its length.</param>
    public ContentReceiver(string hash, long total)
    {
        // The blob lies in one array.
        if (total < 0 || total > Array.MaxLength)
        {
            throw new InvalidDataException($"training symbols of {total} bytes cannot be used");
        }

        this.hash = hash;
        this.total = total;
    }

    /// <summary>Takes a part and releases it.</summary>
    /// <param name="chunk">The part.</param>
    /// <returns>The whole blob with its last part; null before, and for parts of other blobs.</returns>
    /// <exception cref="InvalidDataException">The blob does not match its hash.</exception>
    public byte[]? Accept(ContentChunk chunk)
    {
        ArgumentNullException.ThrowIfNull(chunk);
        try
        {
            if (chunk.Hash != hash || chunk.Total != total || chunk.Offset != received
                || chunk.Payload.Length > total - received)
            {
                return null;
            }

            if (received == 0)
            {
                bytes = new byte[total];
            }

            chunk.Payload.Span.CopyTo(bytes.AsSpan((int)received));
            received += chunk.Payload.Length;
        }
        finally
        {
            chunk.Release();
        }

        if (received < total)
        {
            return null;
        }

        return ContentCache.Matches(hash, bytes)
            ? bytes
            : throw new InvalidDataException($"the training symbols that came do not match their hash {hash}");
    }
}
