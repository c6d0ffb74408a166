using System.Text.Unicode;
using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A sentence for a person, cut off by its sender where it is too long.</summary>
internal sealed class SentenceFormatter : IMessagePackFormatter<string>
{
    public void Serialize(ref MessagePackWriter writer, string value, MessagePackSerializerOptions options)
    {
        Span<byte> utf8 = stackalloc byte[Limits.TextBytesMax];
        Utf8.FromUtf16(value, utf8, out _, out int written);
        writer.WriteStringHeader(written);
        utf8[..written].CopyTo(writer.GetSpan(written));
        writer.Advance(written);
    }

    public string Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        Reading.Text(ref reader, Limits.TextBytesMax);
}
