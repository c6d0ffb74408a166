using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>An integer of 63 bits, from 0 on, in its shortest form.</summary>
internal sealed class CountFormatter : IMessagePackFormatter<long>
{
    public void Serialize(ref MessagePackWriter writer, long value, MessagePackSerializerOptions options)
    {
        Ensure.That(value >= 0);
        writer.Write(value);
    }

    public long Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        Reading.Integer(ref reader, 0, long.MaxValue);
}
