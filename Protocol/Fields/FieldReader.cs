using System.Buffers.Binary;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.MessagePack;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Types;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Fields;

/// <summary>Reads what <see cref="FieldWriter"/> wrote, and refuses whatever it would not have written.</summary>
/// <param name="head">A frame's head.</param>
/// <param name="payloadLength">How many bytes of payload belong to it.</param>
/// <param name="source">Lends the memory for them.</param>
internal ref struct FieldReader(ReadOnlySpan<byte> head, int payloadLength, IPayloadSource source)
{
    /// <summary>
    /// The most fields of a message, unknown ones included: three times what the longest has today.
    /// </summary>
    private const int FieldsMax = 32;

    // [level, index] and [node, subtrees]: a header, and the shortest that they can hold.
    private const int SubtreeBytesMin = 3;
    private const int AssignmentBytesMin = 4;
    private const int NodeBytesMin = 2;

    private MessagePackReader pack = new(head, "envelope");
    private int unknownFields;

    /// <summary>Bytes that follow the head.</summary>
    public readonly int PayloadLength => payloadLength;

    /// <summary>Fields of the message that this version does not know.</summary>
    public int UnknownFields { get; private set; }

    /// <summary>Reads the header of an array that has so many values exactly.</summary>
    public void Fields(int count)
    {
        int start = pack.Position;
        int found = pack.ReadArrayHeader(FieldsMax);
        if (found != count)
        {
            pack.Fail($"{count} values expected at byte {start}, {found} found");
        }
    }

    /// <summary>Reads a whole message: known fields, what a later version put behind them, the head's end.</summary>
    public Message Message(MessageType type)
    {
        pack.Subject = type.Name;
        if (payloadLength > type.PayloadBytesMax)
        {
            pack.Fail($"a payload of at most {type.PayloadBytesMax} bytes expected, {payloadLength} announced");
        }

        int start = pack.Position;
        int found = pack.ReadArrayHeader(FieldsMax);
        unknownFields = found - type.FieldCount;
        UnknownFields = unknownFields;
        if (unknownFields < 0)
        {
            pack.Fail($"{type.FieldCount} fields expected at byte {start}, {found} found");
        }

        Message message = type.Read(ref this);
        if (!type.IsBulk)
        {
            End();
        }

        return message;
    }

    public long Count()
    {
        int start = pack.Position;
        long value = pack.ReadInt64();
        if (value < 0)
        {
            pack.Fail($"an integer from 0 on expected at byte {start}, {value} found");
        }

        return value;
    }

    public int Int() => Int(0, int.MaxValue);

    public int Positive() => Int(1, int.MaxValue);

    public int Blocks() => Int(1, Limits.SliceBlocksMax);

    public Step Step() => new(Count());

    public Step? StepOrNil() => pack.TryReadNil() ? null : Step();

    public TimeSpan Duration()
    {
        int start = pack.Position;
        var value = new TimeSpan(Count());
        Require(FieldRules.IsDuration(value), start, "a duration of at most 10,000 days");
        return value;
    }

    public bool Flag() => pack.ReadBoolean();

    public T Choice<T>()
        where T : struct, Enum => EnumValues<T>.ValueOf(Int(0, EnumValues<T>.Count - 1));

    public double Real() => pack.ReadDouble();

    public double Finite()
    {
        int start = pack.Position;
        double value = Real();
        Require(double.IsFinite(value), start, "a finite number");
        return value;
    }

    public double Magnitude()
    {
        int start = pack.Position;
        double value = Real();
        Require(FieldRules.IsMagnitude(value), start, "a finite number from 0 on");
        return value;
    }

    public double Rate()
    {
        int start = pack.Position;
        double value = Real();
        Require(FieldRules.IsRate(value), start, "a finite number above 0");
        return value;
    }

    public IReadOnlyList<double> Reals() => Doubles(Limits.SliceBlocksMax);

    public IReadOnlyList<double> Series() => Doubles(Limits.CurvePointsMax);

    public IReadOnlyList<string> Labels()
    {
        var labels = new string[pack.ReadArrayHeader(Limits.LabelsMax, 1)];
        for (int index = 0; index < labels.Length; index++)
        {
            labels[index] = Label();
        }

        return labels;
    }

    public Histogram Histogram()
    {
        Fields(5);
        double minimum = Real();
        double maximum = Real();
        double mean = Real();
        double deviation = Real();
        var counts = new long[pack.ReadArrayHeader(Limits.BucketsMax, 1)];
        for (int index = 0; index < counts.Length; index++)
        {
            counts[index] = Count();
        }

        return new Histogram(minimum, maximum, mean, deviation, counts);
    }

    public StepTimes Times()
    {
        Fields(7);
        return new StepTimes(Duration(), Duration(), Duration(), Duration(), Duration(), Duration(), Duration());
    }

    public string Text() => pack.ReadString(Limits.TextBytesMax);

    public string Label() => pack.ReadString(Limits.LabelBytesMax);

    public string Path()
    {
        int start = pack.Position;
        string path = pack.ReadString(Limits.PathBytesMax);
        Require(path.Length > 0, start, "a path");
        return path;
    }

    public string? PathOrNil() => pack.TryReadNil() ? null : Path();

    public string Hash()
    {
        int start = pack.Position;
        string text = pack.ReadString(FieldRules.HashLength);
        Require(FieldRules.IsHash(text), start, "64 lowercase hexadecimal digits");
        return text;
    }

    public string HashOrEmpty()
    {
        int start = pack.Position;
        string text = pack.ReadString(FieldRules.HashLength);
        Require(text.Length == 0 || FieldRules.IsHash(text), start, "64 lowercase hexadecimal digits, or none");
        return text;
    }

    public ReadOnlyMemory<byte> HashBytes() => Binary(FieldRules.HashBytes).ToArray();

    public ReadOnlyMemory<byte> Spec() => pack.ReadBinary(Limits.SpecBytesMax).ToArray();

    public UInt128 Digest() => BinaryPrimitives.ReadUInt128BigEndian(Binary(FieldRules.DigestBytes));

    public ulong Checksum() => BinaryPrimitives.ReadUInt64BigEndian(Binary(FieldRules.ChecksumBytes));

    public RunId Run() => RunId.FromBytes(Binary(RunId.LengthBytes));

    public RunId? RunOrNil() => pack.TryReadNil() ? null : Run();

    public NodeId Node()
    {
        int start = pack.Position;
        string name = pack.ReadString(NodeId.LengthMax);
        Require(NodeId.IsName(name), start, "a node's name");
        return new NodeId(name);
    }

    public IReadOnlyList<NodeId> Nodes()
    {
        var nodes = new NodeId[pack.ReadArrayHeader(Limits.NodesMax, NodeBytesMin)];
        for (int index = 0; index < nodes.Length; index++)
        {
            nodes[index] = Node();
        }

        return nodes;
    }

    public TreeNode Subtree()
    {
        int start = pack.Position;
        Fields(2);
        int level = Int();
        int index = Int();
        Require(FieldRules.IsSubtree(level, index), start, "a level and an index within it");
        return new TreeNode(level, index);
    }

    public IReadOnlyList<TreeNode> Subtrees()
    {
        var subtrees = new TreeNode[pack.ReadArrayHeader(Limits.SubtreesMax, SubtreeBytesMin)];
        for (int index = 0; index < subtrees.Length; index++)
        {
            subtrees[index] = Subtree();
        }

        return subtrees;
    }

    public IReadOnlyList<Rounds.Assignment> Assignments()
    {
        var assignments = new Rounds.Assignment[pack.ReadArrayHeader(Limits.NodesMax, AssignmentBytesMin)];
        for (int index = 0; index < assignments.Length; index++)
        {
            Fields(2);
            assignments[index] = new Rounds.Assignment(Node(), Subtrees());
        }

        return assignments;
    }

    /// <summary>
    /// Borrows the memory for the payload, whose bytes are still to come. Nothing is read after it, so nothing can
    /// fail that would have to give it back.
    /// </summary>
    public Payload Payload()
    {
        SkipUnknownFields();
        int start = pack.Position;
        long announced = pack.ReadBinaryHeader();
        if (announced != payloadLength)
        {
            pack.Fail($"the frame's {payloadLength} bytes of payload expected at byte {start}, {announced} announced");
        }

        EnsureEnd();
        return source.Rent(payloadLength);
    }

    /// <summary>Reads where a part of a blob begins and how large the whole is: the part must lie within it.</summary>
    public (long Offset, long Total) Place()
    {
        int start = pack.Position;
        long offset = Count();
        long total = Count();
        Require(total >= payloadLength && offset <= total - payloadLength, start, "an offset within the whole");
        return (offset, total);
    }

    private void End()
    {
        SkipUnknownFields();
        EnsureEnd();
    }

    private void SkipUnknownFields()
    {
        for (; unknownFields > 0; unknownFields--)
        {
            pack.Skip();
        }
    }

    private readonly void EnsureEnd() => Require(pack.Remaining == 0, pack.Position, "the end of the head");

    private readonly void Require(bool isFine, int start, string expected)
    {
        if (!isFine)
        {
            pack.Fail($"{expected} expected at byte {start}");
        }
    }

    private double[] Doubles(int countMax)
    {
        var values = new double[pack.ReadArrayHeader(countMax, 1 + sizeof(float))];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = Real();
        }

        return values;
    }

    private int Int(int min, int max)
    {
        int start = pack.Position;
        long value = pack.ReadInt64();
        if (value < min || value > max)
        {
            pack.Fail($"an integer from {min} to {max} expected at byte {start}, {value} found");
        }

        return (int)value;
    }

    private ReadOnlySpan<byte> Binary(int length)
    {
        int start = pack.Position;
        ReadOnlySpan<byte> bytes = pack.ReadBinary(length);
        if (bytes.Length != length)
        {
            pack.Fail($"{length} bytes expected at byte {start}, {bytes.Length} found");
        }

        return bytes;
    }
}
