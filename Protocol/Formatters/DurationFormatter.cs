using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A duration as ticks of 100 nanoseconds, from 0 on.</summary>
internal sealed class DurationFormatter : IMessagePackFormatter<TimeSpan>
{
    public void Serialize(ref MessagePackWriter writer, TimeSpan value, MessagePackSerializerOptions options)
    {
        Ensure.That(FieldRules.IsDuration(value));
        writer.Write(value.Ticks);
    }

    public TimeSpan Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        long start = reader.Consumed;
        var value = new TimeSpan(Reading.Integer(ref reader, 0, long.MaxValue));
        Reading.Require(FieldRules.IsDuration(value), start, "a duration of at most 10,000 days");
        return value;
    }
}
