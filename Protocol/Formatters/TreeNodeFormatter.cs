using MessagePack;
using MessagePack.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>A subtree of the shards as [level, index].</summary>
internal sealed class TreeNodeFormatter : IMessagePackFormatter<TreeNode>
{
    private const int FieldCount = 2;

    public void Serialize(ref MessagePackWriter writer, TreeNode value, MessagePackSerializerOptions options)
    {
        Ensure.That(FieldRules.IsSubtree(value));
        writer.WriteArrayHeader(FieldCount);
        writer.Write(value.Level);
        writer.Write(value.Index);
    }

    public TreeNode Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        long start = reader.Consumed;
        Reading.Exactly(ref reader, FieldCount);
        var level = (int)Reading.Integer(ref reader, 0, int.MaxValue);
        var index = (int)Reading.Integer(ref reader, 0, int.MaxValue);
        Reading.Require(FieldRules.IsSubtree(level, index), start, "a level and an index within it");
        return new TreeNode(level, index);
    }
}
