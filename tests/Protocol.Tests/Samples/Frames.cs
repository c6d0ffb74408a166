using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Samples;

/// <summary>Whole frames in one piece, and back.</summary>
internal static class Frames
{
    /// <summary>A frame with its payload.</summary>
    public static byte[] Bytes(Envelope envelope)
    {
        var writer = new FrameWriter();
        Payload? payload = writer.Append(envelope);
        return [.. writer.Written.Span, .. payload is null ? [] : payload.Span];
    }

    /// <summary>The array that a frame holds.</summary>
    public static byte[] Body(Envelope envelope) => Bytes(envelope)[HeaderBytes(envelope)..];

    private static int HeaderBytes(Envelope envelope) => FrameChecks.IsGreeting(envelope.Message)
        ? FrameLimits.HeaderBytes
        : FrameLimits.HeaderBytes + FrameLimits.ChecksBytes;

    /// <summary>Feeds a reader with pieces of at most so many bytes.</summary>
    /// <returns>What was read.</returns>
    public static List<Envelope> Feed(FrameReader reader, ReadOnlySpan<byte> bytes, int lengthMax = int.MaxValue)
    {
        var envelopes = new List<Envelope>();
        while (!bytes.IsEmpty)
        {
            Memory<byte> space = reader.Space;
            int count = Math.Min(Math.Min(space.Length, bytes.Length), lengthMax);
            bytes[..count].CopyTo(space.Span);
            bytes = bytes[count..];
            reader.Advance(count);
            while (reader.TryRead(out Envelope? envelope))
            {
                envelopes.Add(envelope);
            }
        }

        return envelopes;
    }

    /// <summary>Reads a connection from its preface to its end.</summary>
    public static List<Envelope> Read(ConnectionKind kind, PayloadPool pool, ReadOnlySpan<byte> frames)
    {
        using var reader = new FrameReader(kind, pool);
        Feed(reader, Preface.Bytes);
        List<Envelope> envelopes = Feed(reader, frames);
        reader.Complete();
        return envelopes;
    }

    /// <summary>The connection that a message travels on.</summary>
    public static ConnectionKind KindOf(Message message) =>
        message is BulkMessage ? ConnectionKind.Bulk : ConnectionKind.Control;
}
