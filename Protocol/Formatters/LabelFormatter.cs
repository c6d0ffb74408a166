using System.Text;
using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A name of a machine, a layer, a version and the like.</summary>
internal sealed class LabelFormatter : IMessagePackFormatter<string>
{
    public void Serialize(ref MessagePackWriter writer, string value, MessagePackSerializerOptions options)
    {
        Ensure.That(Encoding.UTF8.GetByteCount(value) <= Limits.LabelBytesMax);
        writer.Write(value);
    }

    public string Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        Reading.Text(ref reader, Limits.LabelBytesMax);
}
