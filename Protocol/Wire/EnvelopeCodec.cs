using System.Text;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>
/// A frame's head: the array [to, from, type, message], whose last bytes announce the payload if there is one.
/// </summary>
internal static class EnvelopeCodec
{
    private const int FieldCount = 4;

    /// <summary>Writes a head; of a greeting all but its check, which is one field more.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="envelope">What is sent; its payload stays its holder's.</param>
    public static void Write(ref MessagePackWriter writer, Envelope envelope)
    {
        MessageType type = MessageTable.Find(envelope.Message);
        writer.WriteArrayHeader(FieldCount);
        WritePath(ref writer, envelope.To);
        if (envelope.From is { } from)
        {
            WritePath(ref writer, from);
        }
        else
        {
            writer.WriteNil();
        }

        writer.Write(type.Number);
        type.Write(ref writer, envelope.Message, fieldsBehind: FrameChecks.IsGreeting(envelope.Message) ? 1 : 0);
    }

    /// <summary>Reads a head.</summary>
    /// <param name="head">All of it.</param>
    /// <param name="payloadLength">How many bytes the frame has with it.</param>
    /// <param name="source">Lends the payload of a <see cref="BulkMessage"/>.</param>
    /// <param name="unknownFields">Gets how many fields the message has behind those that this version knows.</param>
    /// <exception cref="ProtocolException">It is not a head. Then nothing was borrowed.</exception>
    public static Envelope Read(
        ReadOnlyMemory<byte> head, int payloadLength, IPayloadSource source, out int unknownFields)
    {
        var reader = new MessagePackReader(head);
        (string to, string? from, MessageType type) = ReadAddresses(ref reader);
        return new Envelope(to, from, type.Read(ref reader, payloadLength, source, out unknownFields));
    }

    private static (string To, string? From, MessageType Type) ReadAddresses(ref MessagePackReader reader)
    {
        string field = "envelope";
        long start = 0;
        try
        {
            Reading.Exactly(ref reader, FieldCount);
            (field, start) = ("envelope.To", reader.Consumed);
            string to = ReadPath(ref reader);
            (field, start) = ("envelope.From", reader.Consumed);
            string? from = !reader.End && reader.TryReadNil() ? null : ReadPath(ref reader);
            (field, start) = ("envelope.Type", reader.Consumed);
            var number = (int)Reading.Integer(ref reader, 0, int.MaxValue);
            MessageType? type = MessageTable.Find(number);
            if (type is null)
            {
                Reading.Fail($"no message has the number {number} in this version");
            }

            return (to, from, type);
        }
        catch (Exception error) when (Faults.IsOfBytes(error))
        {
            throw Faults.At(field, start, error);
        }
    }

    private static void WritePath(ref MessagePackWriter writer, string path)
    {
        Ensure.That(path.Length > 0 && Encoding.UTF8.GetByteCount(path) <= Limits.PathBytesMax);
        writer.Write(path);
    }

    private static string ReadPath(ref MessagePackReader reader)
    {
        long start = reader.Consumed;
        string path = Reading.Text(ref reader, Limits.PathBytesMax);
        Reading.Require(path.Length > 0, start, "a path");
        return path;
    }
}
