using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>An integer of 32 bits within bounds, in its shortest form.</summary>
internal sealed class IntegerFormatter(int min, int max) : IMessagePackFormatter<int>
{
    /// <summary>Any number from 0 on.</summary>
    public IntegerFormatter()
        : this(0, int.MaxValue)
    {
    }

    public void Serialize(ref MessagePackWriter writer, int value, MessagePackSerializerOptions options)
    {
        Ensure.That(value >= min && value <= max);
        writer.Write(value);
    }

    public int Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        (int)Reading.Integer(ref reader, min, max);
}
