using System.Text;
using Google.Protobuf;

namespace RnnCluster.Telemetry.Tests;

/// <summary>A message of Protocol Buffers, read without its description: the values of each field, in order.</summary>
internal sealed class ProtobufTree
{
    private readonly List<(int Field, object Value)> values = [];

    public ProtobufTree(byte[] bytes)
    {
        using var input = new CodedInputStream(bytes);
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                _ => input.ReadBytes().ToByteArray(),
            };
            values.Add((WireFormat.GetTagFieldNumber(tag), value));
        }
    }

    /// <summary>The messages at the end of a path of field numbers.</summary>
    public IEnumerable<ProtobufTree> Find(params int[] path) =>
        path.Aggregate(
            (IEnumerable<ProtobufTree>)[this],
            (trees, field) => trees.SelectMany(tree => tree.Bytes(field)).Select(bytes => new ProtobufTree(bytes)));

    /// <summary>The text in a field; empty if it is not there.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).FirstOrDefault() ?? []);

    /// <summary>The number in a field of 8 bytes; null if it is not there.</summary>
    public ulong? Fixed64(int field) =>
        values.Where(value => value.Field == field).Select(value => value.Value).OfType<ulong>().Cast<ulong?>()
            .FirstOrDefault();

    /// <summary>The bytes of each occurrence of a field.</summary>
    public IEnumerable<byte[]> Bytes(int field) =>
        values.Where(value => value.Field == field).Select(value => value.Value).OfType<byte[]>();
}
