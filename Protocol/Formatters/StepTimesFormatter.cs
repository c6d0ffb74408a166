using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Protocol.Rounds;

namespace RnnCluster.Protocol.Formatters;

/// <summary>The phases of a step as seven durations.</summary>
internal sealed class StepTimesFormatter : IMessagePackFormatter<StepTimes>
{
    private const int FieldCount = 7;

    private static readonly DurationFormatter Durations = new();

    public void Serialize(ref MessagePackWriter writer, StepTimes value, MessagePackSerializerOptions options)
    {
        writer.WriteArrayHeader(FieldCount);
        Durations.Serialize(ref writer, value.Data, options);
        Durations.Serialize(ref writer, value.Forward, options);
        Durations.Serialize(ref writer, value.Backward, options);
        Durations.Serialize(ref writer, value.Send, options);
        Durations.Serialize(ref writer, value.Wait, options);
        Durations.Serialize(ref writer, value.Reduce, options);
        Durations.Serialize(ref writer, value.Apply, options);
    }

    public StepTimes Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        Reading.Exactly(ref reader, FieldCount);
        return new StepTimes(
            Durations.Deserialize(ref reader, options),
            Durations.Deserialize(ref reader, options),
            Durations.Deserialize(ref reader, options),
            Durations.Deserialize(ref reader, options),
            Durations.Deserialize(ref reader, options),
            Durations.Deserialize(ref reader, options),
            Durations.Deserialize(ref reader, options));
    }
}
