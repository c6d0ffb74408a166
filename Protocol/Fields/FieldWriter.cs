using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.MessagePack;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Fields;

/// <summary>
/// Writes a message's fields, each as docs/protocol.md says. A value that <see cref="FieldReader"/> would refuse is a
/// bug of the sender's and is caught here.
/// </summary>
internal sealed class FieldWriter(IBufferWriter<byte> output)
{
    private readonly MessagePackWriter pack = new(output);

    public FieldWriter Fields(int count)
    {
        pack.WriteArrayHeader(count);
        return this;
    }

    public FieldWriter Count(long value)
    {
        Ensure.That(value >= 0);
        pack.Write(value);
        return this;
    }

    public FieldWriter Positive(int value)
    {
        Ensure.That(value > 0);
        pack.Write((long)value);
        return this;
    }

    public FieldWriter Blocks(int value)
    {
        Ensure.That(value is > 0 and <= Limits.SliceBlocksMax);
        return Count(value);
    }

    public FieldWriter Step(Step value) => Count(value.Value);

    public FieldWriter StepOrNil(Step? value) => value is { } step ? Step(step) : Nil();

    public FieldWriter Duration(TimeSpan value)
    {
        Ensure.That(FieldRules.IsDuration(value));
        return Count(value.Ticks);
    }

    public FieldWriter Flag(bool value)
    {
        pack.Write(value);
        return this;
    }

    public FieldWriter Choice<T>(T value)
        where T : struct, Enum => Count(EnumValues<T>.NumberOf(value));

    /// <summary>Any double, NaN and infinities too: what was measured and is judged by whoever reads it.</summary>
    public FieldWriter Real(double value)
    {
        pack.Write(value);
        return this;
    }

    public FieldWriter Finite(double value)
    {
        Ensure.That(double.IsFinite(value));
        return Real(value);
    }

    public FieldWriter Magnitude(double value)
    {
        Ensure.That(FieldRules.IsMagnitude(value));
        return Real(value);
    }

    public FieldWriter Rate(double value)
    {
        Ensure.That(FieldRules.IsRate(value));
        return Real(value);
    }

    public FieldWriter Reals(IReadOnlyList<double> values)
    {
        Ensure.That(values.Count <= Limits.SliceBlocksMax);
        return Doubles(values);
    }

    /// <summary>A curve: at most <see cref="Limits.CurvePointsMax"/> values.</summary>
    public FieldWriter Series(IReadOnlyList<double> values)
    {
        Ensure.That(values.Count <= Limits.CurvePointsMax);
        return Doubles(values);
    }

    public FieldWriter Labels(IReadOnlyList<string> values)
    {
        Ensure.That(values.Count <= Limits.LabelsMax);
        pack.WriteArrayHeader(values.Count);
        for (int index = 0; index < values.Count; index++)
        {
            Label(values[index]);
        }

        return this;
    }

    public FieldWriter Histogram(Histogram value)
    {
        Ensure.That(value.Counts.Count <= Limits.BucketsMax);
        pack.WriteArrayHeader(5);
        Real(value.Minimum).Real(value.Maximum).Real(value.Mean).Real(value.Deviation);
        pack.WriteArrayHeader(value.Counts.Count);
        for (int index = 0; index < value.Counts.Count; index++)
        {
            Count(value.Counts[index]);
        }

        return this;
    }

    public FieldWriter Times(StepTimes value)
    {
        pack.WriteArrayHeader(7);
        return Duration(value.Data).Duration(value.Forward).Duration(value.Backward).Duration(value.Send)
            .Duration(value.Wait).Duration(value.Reduce).Duration(value.Apply);
    }

    /// <summary>A sentence for a person, cut off where it is too long.</summary>
    public FieldWriter Text(string value)
    {
        Span<byte> utf8 = stackalloc byte[Limits.TextBytesMax];
        Utf8.FromUtf16(value, utf8, out _, out int written);
        pack.WriteString(utf8[..written]);
        return this;
    }

    public FieldWriter Label(string value) => Bounded(value, Limits.LabelBytesMax);

    public FieldWriter Path(string value)
    {
        Ensure.That(value.Length > 0);
        return Bounded(value, Limits.PathBytesMax);
    }

    public FieldWriter PathOrNil(string? value) => value is null ? Nil() : Path(value);

    public FieldWriter Hash(string value)
    {
        Ensure.That(FieldRules.IsHash(value));
        pack.Write(value);
        return this;
    }

    public FieldWriter HashOrEmpty(string value)
    {
        Ensure.That(value.Length == 0 || FieldRules.IsHash(value));
        pack.Write(value);
        return this;
    }

    public FieldWriter HashBytes(ReadOnlyMemory<byte> value)
    {
        Ensure.That(value.Length == FieldRules.HashBytes);
        pack.WriteBinary(value.Span);
        return this;
    }

    public FieldWriter Spec(ReadOnlyMemory<byte> value)
    {
        Ensure.That(value.Length <= Limits.SpecBytesMax);
        pack.WriteBinary(value.Span);
        return this;
    }

    public FieldWriter Digest(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[FieldRules.DigestBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        pack.WriteBinary(bytes);
        return this;
    }

    public FieldWriter Run(RunId value)
    {
        Span<byte> bytes = stackalloc byte[RunId.LengthBytes];
        value.WriteTo(bytes);
        pack.WriteBinary(bytes);
        return this;
    }

    public FieldWriter RunOrNil(RunId? value) => value is { } run ? Run(run) : Nil();

    public FieldWriter Node(NodeId value)
    {
        Ensure.That(NodeId.IsName(value.Name));
        pack.Write(value.Name);
        return this;
    }

    public FieldWriter Nodes(IReadOnlyList<NodeId> values)
    {
        Ensure.That(values.Count <= Limits.NodesMax);
        pack.WriteArrayHeader(values.Count);
        for (int index = 0; index < values.Count; index++)
        {
            Node(values[index]);
        }

        return this;
    }

    public FieldWriter Subtree(TreeNode value)
    {
        Ensure.That(FieldRules.IsSubtree(value));
        pack.WriteArrayHeader(2);
        pack.Write((long)value.Level);
        pack.Write((long)value.Index);
        return this;
    }

    public FieldWriter Subtrees(IReadOnlyList<TreeNode> values)
    {
        Ensure.That(values.Count <= Limits.SubtreesMax);
        pack.WriteArrayHeader(values.Count);
        for (int index = 0; index < values.Count; index++)
        {
            Subtree(values[index]);
        }

        return this;
    }

    public FieldWriter Assignments(IReadOnlyList<Rounds.Assignment> values)
    {
        Ensure.That(values.Count <= Limits.NodesMax);
        pack.WriteArrayHeader(values.Count);
        for (int index = 0; index < values.Count; index++)
        {
            pack.WriteArrayHeader(2);
            Node(values[index].Node).Subtrees(values[index].Subtrees);
        }

        return this;
    }

    public FieldWriter Checksum(ulong value)
    {
        Span<byte> bytes = stackalloc byte[FieldRules.ChecksumBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        pack.WriteBinary(bytes);
        return this;
    }

    /// <summary>Announces the payload, always the last field: its bytes go behind the head, not through here.</summary>
    public FieldWriter Payload(Payload value)
    {
        pack.WriteBinaryHeader(value.Length);
        return this;
    }

    private FieldWriter Doubles(IReadOnlyList<double> values)
    {
        pack.WriteArrayHeader(values.Count);
        for (int index = 0; index < values.Count; index++)
        {
            pack.Write(values[index]);
        }

        return this;
    }

    private FieldWriter Nil()
    {
        pack.WriteNil();
        return this;
    }

    private FieldWriter Bounded(string value, int lengthMax)
    {
        Ensure.That(Encoding.UTF8.GetByteCount(value) <= lengthMax);
        pack.Write(value);
        return this;
    }
}
