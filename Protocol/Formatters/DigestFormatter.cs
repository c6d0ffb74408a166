using System.Buffers.Binary;
using MessagePack;
using MessagePack.Formatters;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A digest as 16 bytes, big-endian.</summary>
internal sealed class DigestFormatter : IMessagePackFormatter<UInt128>
{
    public void Serialize(ref MessagePackWriter writer, UInt128 value, MessagePackSerializerOptions options)
    {
        writer.WriteBinHeader(FieldRules.DigestBytes);
        BinaryPrimitives.WriteUInt128BigEndian(writer.GetSpan(FieldRules.DigestBytes), value);
        writer.Advance(FieldRules.DigestBytes);
    }

    public UInt128 Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        BinaryPrimitives.ReadUInt128BigEndian(
            Reading.Bytes(ref reader, FieldRules.DigestBytes, FieldRules.DigestBytes));
}
