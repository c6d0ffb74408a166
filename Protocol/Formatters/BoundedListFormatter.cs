using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A list with a bound, which is checked before any of it is allocated.</summary>
/// <param name="values">Writes and reads each value.</param>
/// <param name="countMax">The most values.</param>
/// <param name="valueBytesMin">The fewest bytes of a value.</param>
internal class BoundedListFormatter<T>(IMessagePackFormatter<T> values, int countMax, int valueBytesMin = 1)
    : IMessagePackFormatter<IReadOnlyList<T>>
{
    public void Serialize(ref MessagePackWriter writer, IReadOnlyList<T> value, MessagePackSerializerOptions options)
    {
        Ensure.That(value.Count <= countMax);
        writer.WriteArrayHeader(value.Count);
        for (int index = 0; index < value.Count; index++)
        {
            values.Serialize(ref writer, value[index], options);
        }
    }

    public IReadOnlyList<T> Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        var list = new T[Reading.Count(ref reader, countMax, valueBytesMin)];
        for (int index = 0; index < list.Length; index++)
        {
            list[index] = values.Deserialize(ref reader, options);
        }

        return list;
    }
}
