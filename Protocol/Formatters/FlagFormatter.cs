using MessagePack;
using MessagePack.Formatters;

namespace RnnCluster.Protocol.Formatters;

/// <summary>True or false.</summary>
internal sealed class FlagFormatter : IMessagePackFormatter<bool>
{
    public void Serialize(ref MessagePackWriter writer, bool value, MessagePackSerializerOptions options) =>
        writer.Write(value);

    public bool Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        Reading.Expect(ref reader, MessagePackType.Boolean);
        return reader.ReadBoolean();
    }
}
