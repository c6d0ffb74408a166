using System.Buffers.Binary;
using MessagePack;
using MessagePack.Formatters;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A checksum as 8 bytes, big-endian.</summary>
internal sealed class ChecksumFormatter : IMessagePackFormatter<ulong>
{
    public void Serialize(ref MessagePackWriter writer, ulong value, MessagePackSerializerOptions options)
    {
        writer.WriteBinHeader(FieldRules.ChecksumBytes);
        BinaryPrimitives.WriteUInt64BigEndian(writer.GetSpan(FieldRules.ChecksumBytes), value);
        writer.Advance(FieldRules.ChecksumBytes);
    }

    public ulong Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        BinaryPrimitives.ReadUInt64BigEndian(
            Reading.Bytes(ref reader, FieldRules.ChecksumBytes, FieldRules.ChecksumBytes));
}
