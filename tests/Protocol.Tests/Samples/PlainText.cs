using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Text;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Samples;

/// <summary>
/// Values as text that tells all their bits apart: what is sent, what is read back, and what Python sees compare as
/// three texts. Says a second time, independently of the codec, what becomes of our types on the wire.
/// </summary>
internal static class PlainText
{
    public static string Of(Envelope envelope) =>
        $"[{Value(envelope.To)},{Value(envelope.From)},"
        + $"{Value(MessageTable.Find(envelope.Message).Number)},{WithCheck(envelope)}]";

    /// <summary>A greeting has its check behind its fields.</summary>
    private static string WithCheck(Envelope envelope) => FrameChecks.IsGreeting(envelope.Message)
        ? $"{Record(envelope.Message)[..^1]},{Of(Frames.Bytes(envelope).AsSpan()[^sizeof(ulong)..])}]"
        : Record(envelope.Message);

    public static string Of(double value) =>
        double.IsNaN(value) ? "fnan" : $"f{BitConverter.DoubleToUInt64Bits(value):x16}";

    public static string Of(ReadOnlySpan<byte> bytes) => $"b{Convert.ToHexStringLower(bytes)}";

    public static string Of(string text) => $"s{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))}";

    /// <summary>Reads one value of any kind.</summary>
    public static string Of(ref MessagePackReader reader)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.Nil:
                reader.ReadNil();
                return "nil";
            case MessagePackType.Boolean:
                return reader.ReadBoolean() ? "true" : "false";
            case MessagePackType.Integer when reader.NextCode == MessagePackCode.UInt64:
                return reader.ReadUInt64().ToString(CultureInfo.InvariantCulture);
            case MessagePackType.Integer:
                return reader.ReadInt64().ToString(CultureInfo.InvariantCulture);
            case MessagePackType.Float:
                return Of(reader.ReadDouble());
            case MessagePackType.String:
                return Of(reader.ReadString()!);
            case MessagePackType.Binary:
                return Of(reader.ReadBytes()!.Value.FirstSpan);
            case MessagePackType.Array:
                return $"[{Many(ref reader, reader.ReadArrayHeader())}]";
            case MessagePackType.Map:
                return $"{{{Many(ref reader, 2 * reader.ReadMapHeader())}}}";
            default:
                reader.Skip();
                return "ext";
        }
    }

    private static string Record(object value)
    {
        object?[] fields =
        [
            .. value.GetType().GetConstructors().OrderByDescending(each => each.GetParameters().Length).First()
                .GetParameters()
                .Select(parameter => value.GetType().GetProperty(parameter.Name!)!.GetValue(value)),
        ];
        return $"[{string.Join(',', fields.Select(Value))}]";
    }

    private static string Value(object? value) => value switch
    {
        null => "nil",
        bool flag => flag ? "true" : "false",
        int or long => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        Enum choice => Convert.ToInt32(choice, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        double real => Of(real),
        string text => Of(text),
        TimeSpan duration => Value(duration.Ticks),
        Step step => Value(step.Value),
        NodeId node => Value(node.Name),
        TreeNode node => $"[{node.Level},{node.Index}]",
        UInt128 digest => Of(BigEndian(digest)),
        ulong checksum => Of(BigEndian(checksum).AsSpan(sizeof(ulong))),
        RunId run => Of([.. BigEndian(run.High), .. BigEndian(run.Low)]),
        ReadOnlyMemory<byte> bytes => Of(bytes.Span),
        Payload payload => Of(payload.Span),
        Assignment each => $"[{Value(each.Node)},{Value(each.Subtrees)}]",
        StepTimes each => Record(each),
        Histogram each => Record(each),
        IEnumerable many => $"[{string.Join(',', many.Cast<object>().Select(Value))}]",
        _ => throw new NotSupportedException($"no text for {value.GetType()}"),
    };

    private static byte[] BigEndian(UInt128 value)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return bytes;
    }

    private static string Many(ref MessagePackReader reader, int count)
    {
        var values = new List<string>();
        for (; count > 0; count--)
        {
            values.Add(Of(ref reader));
        }

        return string.Join(',', values);
    }
}
