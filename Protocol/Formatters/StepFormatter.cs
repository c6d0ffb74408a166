using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A step as its number.</summary>
internal sealed class StepFormatter : IMessagePackFormatter<Step>
{
    public void Serialize(ref MessagePackWriter writer, Step value, MessagePackSerializerOptions options)
    {
        Ensure.That(value.Value >= 0);
        writer.Write(value.Value);
    }

    public Step Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        new(Reading.Integer(ref reader, 0, long.MaxValue));
}
