using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A node as its name.</summary>
internal sealed class NodeIdFormatter : IMessagePackFormatter<NodeId>
{
    public void Serialize(ref MessagePackWriter writer, NodeId value, MessagePackSerializerOptions options)
    {
        Ensure.That(NodeId.IsName(value.Name));
        writer.Write(value.Name);
    }

    public NodeId Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        long start = reader.Consumed;
        string name = Reading.Text(ref reader, NodeId.LengthMax);
        Reading.Require(NodeId.IsName(name), start, "a node's name");
        return new NodeId(name);
    }
}
