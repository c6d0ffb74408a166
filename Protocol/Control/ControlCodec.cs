using System.Buffers;
using System.Globalization;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Control;

/// <summary>
/// Control messages as another engine carries them: the message's fields alone, its number beside them. Nothing of a
/// step is among them, nothing with a payload, and no greeting of a connection.
/// </summary>
public static class ControlCodec
{
    /// <summary>The first number behind the greetings of connections.</summary>
    private const int FirstNumber = 16;

    /// <summary>The numbers of a step's messages.</summary>
    private const int FirstOfStep = 32;
    private const int LastOfStep = 47;

    /// <summary>The number of a message as text, which stands for its type.</summary>
    /// <param name="message">A control message.</param>
    public static string ManifestOf(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageType type = MessageTable.Find(message);
        Ensure.That(IsControl(type));
        return NameOf(type);
    }

    /// <summary>Writes a control message.</summary>
    /// <param name="message">The message.</param>
    public static byte[] Write(Message message)
    {
        ArgumentNullException.ThrowIfNull(message);
        MessageType type = MessageTable.Find(message);
        Ensure.That(IsControl(type));
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        type.Write(ref writer, message, fieldsBehind: 0);
        writer.Flush();
        Ensure.That(output.WrittenCount <= Limits.RemoteMessageBytesMax);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads a control message; fields of a later version, behind the known ones, are passed over.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="manifest">The number of its type.</param>
    /// <exception cref="ProtocolException">It is no control message.</exception>
    public static Message Read(ReadOnlyMemory<byte> bytes, string manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        MessageType type = Find(manifest);
        if (bytes.Length > Limits.RemoteMessageBytesMax)
        {
            throw new ProtocolException(
                $"{type.Name}: at most {Limits.RemoteMessageBytesMax} bytes expected, {bytes.Length} found");
        }

        var reader = new MessagePackReader(bytes);
        return type.Read(ref reader, payloadLength: 0, NoPayloads.Instance, out _);
    }

    /// <summary>The text of a type's number is looked up as it is: there is one form of it.</summary>
    private static MessageType Find(string manifest)
    {
        const NumberStyles digits = NumberStyles.None;
        return int.TryParse(manifest, digits, CultureInfo.InvariantCulture, out int number)
            && MessageTable.Find(number) is { } type && IsControl(type) && NameOf(type) == manifest
            ? type
            : throw new ProtocolException("the manifest of a control message expected: its number; another one found");
    }

    private static string NameOf(MessageType type) => type.Number.ToString(CultureInfo.InvariantCulture);

    private static bool IsControl(MessageType type) =>
        !type.IsBulk && type.Number >= FirstNumber && type.Number is < FirstOfStep or > LastOfStep;

    /// <summary>A control message has no payload, so none is ever rented.</summary>
    private sealed class NoPayloads : IPayloadSource
    {
        public static readonly NoPayloads Instance = new();

        public Payload Rent(int length) => throw new System.Diagnostics.UnreachableException();
    }
}
