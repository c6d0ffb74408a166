using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A run's identity as its 32 bytes.</summary>
internal sealed class RunIdFormatter : IMessagePackFormatter<RunId>
{
    public void Serialize(ref MessagePackWriter writer, RunId value, MessagePackSerializerOptions options)
    {
        writer.WriteBinHeader(RunId.LengthBytes);
        value.WriteTo(writer.GetSpan(RunId.LengthBytes));
        writer.Advance(RunId.LengthBytes);
    }

    public RunId Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        RunId.FromBytes(Reading.Bytes(ref reader, RunId.LengthBytes, RunId.LengthBytes));
}
