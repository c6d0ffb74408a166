using MessagePack;
using MessagePack.Formatters;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A value of an enumeration as its place, 0, 1, 2 and so on.</summary>
internal sealed class ChoiceFormatter<T> : IMessagePackFormatter<T>
    where T : struct, Enum
{
    public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) =>
        writer.Write(EnumValues<T>.NumberOf(value));

    public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        EnumValues<T>.ValueOf((int)Reading.Integer(ref reader, 0, EnumValues<T>.Count - 1));
}
