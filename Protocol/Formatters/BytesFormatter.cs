using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>Bytes, within bounds.</summary>
internal sealed class BytesFormatter(int lengthMin, int lengthMax) : IMessagePackFormatter<ReadOnlyMemory<byte>>
{
    public void Serialize(
        ref MessagePackWriter writer, ReadOnlyMemory<byte> value, MessagePackSerializerOptions options)
    {
        Ensure.That(value.Length >= lengthMin && value.Length <= lengthMax);
        writer.Write(value.Span);
    }

    public ReadOnlyMemory<byte> Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        Reading.Bytes(ref reader, lengthMin, lengthMax).ToArray();
}
