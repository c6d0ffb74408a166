using RnnCluster.Protocol.Fields;
using RnnCluster.Protocol.Types;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>
/// A frame's head: the array [to, from, type, message], whose last bytes announce the payload if there is one.
/// </summary>
internal static class EnvelopeCodec
{
    private const int FieldCount = 4;

    /// <summary>Writes a head; of a greeting all but its check, which is one field more.</summary>
    /// <param name="envelope">What is sent; its payload stays its holder's.</param>
    /// <param name="fields">Where to.</param>
    public static void Write(Envelope envelope, FieldWriter fields)
    {
        MessageType type = MessageTable.Find(envelope.Message);
        int fieldCount = type.FieldCount + (FrameChecks.IsGreeting(envelope.Message) ? 1 : 0);
        fields.Fields(FieldCount).Path(envelope.To).PathOrNil(envelope.From).Count((int)type.Id)
            .Fields(fieldCount);
        type.Write(envelope.Message, fields);
    }

    /// <summary>Reads a head.</summary>
    /// <param name="head">All of it.</param>
    /// <param name="payloadLength">How many bytes the frame has with it.</param>
    /// <param name="source">Lends the payload of a <see cref="BulkMessage"/>.</param>
    /// <param name="unknownFields">Gets how many fields the message has behind those that this version knows.</param>
    /// <exception cref="ProtocolException">It is not a head. Then nothing was borrowed.</exception>
    public static Envelope Read(
        ReadOnlySpan<byte> head, int payloadLength, IPayloadSource source, out int unknownFields)
    {
        var fields = new FieldReader(head, payloadLength, source);
        fields.Fields(FieldCount);
        string to = fields.Path();
        string? from = fields.PathOrNil();
        int id = fields.Int();
        MessageType type = MessageTable.Find(id)
            ?? throw new ProtocolException($"envelope: no message has the number {id} in this version");
        Message message = fields.Message(type);
        unknownFields = fields.UnknownFields;
        return new Envelope(to, from, message);
    }
}
