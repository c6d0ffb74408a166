using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A SHA-256 as text.</summary>
/// <param name="isOptional">Whether an empty text stands for none.</param>
internal sealed class HashFormatter(bool isOptional) : IMessagePackFormatter<string>
{
    /// <summary>A hash that must be there.</summary>
    public HashFormatter()
        : this(isOptional: false)
    {
    }

    public void Serialize(ref MessagePackWriter writer, string value, MessagePackSerializerOptions options)
    {
        Ensure.That(IsFine(value));
        writer.Write(value);
    }

    public string Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        long start = reader.Consumed;
        string text = Reading.Text(ref reader, FieldRules.HashLength);
        Reading.Require(
            IsFine(text),
            start,
            isOptional ? "64 lowercase hexadecimal digits, or none" : "64 lowercase hexadecimal digits");
        return text;
    }

    private bool IsFine(string text) => FieldRules.IsHash(text) || (isOptional && text.Length == 0);
}
