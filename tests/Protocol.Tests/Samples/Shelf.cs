using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Samples;

/// <summary>Memory that both sides of a test's connection see.</summary>
internal sealed class Shelf(PayloadPool pool) : IPayloadPlaces
{
    private readonly byte[] bytes = new byte[200_000];

    /// <summary>A frame whose payload is left on the shelf.</summary>
    public byte[] Place(Envelope envelope, int place)
    {
        ((BulkMessage)envelope.Message).Payload.Span.CopyTo(bytes.AsSpan(place));
        var writer = new FrameWriter();
        Assert.Null(writer.Append(envelope, place));
        return writer.Written.ToArray();
    }

    public Payload Take(long place, int length)
    {
        if (place < 0 || place > bytes.Length - length)
        {
            throw new ProtocolException("nothing lies there");
        }

        Payload payload = pool.Rent(length);
        bytes.AsSpan((int)place, length).CopyTo(payload.Span);
        return payload;
    }
}
