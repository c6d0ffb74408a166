using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace RnnCluster.Protocol.MessagePack;

/// <summary>
/// Reads values in any of their forms. It believes no length before it has seen that the bytes are there, so what it
/// allocates is at most in proportion to what was received; every fault is a <see cref="ProtocolException"/>.
/// </summary>
/// <param name="bytes">The values.</param>
/// <param name="subject">What they are, for errors.</param>
internal ref struct MessagePackReader(ReadOnlySpan<byte> bytes, string subject)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;

    /// <summary>What is read, for errors.</summary>
    public string Subject { get; set; } = subject;

    /// <summary>The offset of the next value.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that are left.</summary>
    public readonly int Remaining => bytes.Length - Position;

    /// <summary>What the next value is.</summary>
    public readonly MessagePackKind Peek()
    {
        if (Remaining == 0)
        {
            Fail($"another value expected at byte {Position}, but the bytes end there");
        }

        return MessagePackFormat.KindOf(bytes[Position]);
    }

    /// <summary>Reads nil if it comes next.</summary>
    /// <returns>Whether it did.</returns>
    public bool TryReadNil()
    {
        bool isNil = Peek() == MessagePackKind.Nil;
        if (isNil)
        {
            Position++;
        }

        return isNil;
    }

    public bool ReadBoolean()
    {
        Expect(MessagePackKind.Boolean);
        return bytes[Position++] == MessagePackFormat.True;
    }

    public long ReadInt64()
    {
        int start = Position;
        ulong bits = ReadInteger(out bool isSigned);
        if (!isSigned && bits > long.MaxValue)
        {
            Fail($"an integer below 2^63 expected at byte {start}, {bits} found");
        }

        return (long)bits;
    }

    public ulong ReadUInt64()
    {
        int start = Position;
        ulong bits = ReadInteger(out bool isSigned);
        if (isSigned && (long)bits < 0)
        {
            Fail($"an integer from 0 on expected at byte {start}, {(long)bits} found");
        }

        return bits;
    }

    /// <summary>Reads a float of either width.</summary>
    public double ReadDouble()
    {
        Expect(MessagePackKind.Float);
        return bytes[Position++] == MessagePackFormat.Float32
            ? BitConverter.UInt32BitsToSingle((uint)ReadBigEndian(sizeof(uint)))
            : BitConverter.UInt64BitsToDouble(ReadBigEndian(sizeof(ulong)));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="lengthMax">The most bytes that it may have in UTF-8.</param>
    public string ReadString(int lengthMax)
    {
        Expect(MessagePackKind.String);
        int start = Position;
        ReadOnlySpan<byte> text = Take(ReadLength(), lengthMax, start);
        if (!Utf8.IsValid(text))
        {
            Fail($"a text in UTF-8 expected at byte {start}");
        }

        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Reads bytes where they lie.</summary>
    /// <param name="lengthMax">The most bytes.</param>
    public ReadOnlySpan<byte> ReadBinary(int lengthMax)
    {
        Expect(MessagePackKind.Binary);
        int start = Position;
        return Take(ReadLength(), lengthMax, start);
    }

    /// <summary>Reads how many bytes follow that this reader need not have.</summary>
    public long ReadBinaryHeader()
    {
        Expect(MessagePackKind.Binary);
        return ReadLength();
    }

    /// <summary>Reads how many values follow.</summary>
    /// <param name="countMax">The most that there may be.</param>
    /// <param name="valueBytesMin">The fewest bytes of each: more values than can be there are refused at once.</param>
    public int ReadArrayHeader(int countMax, int valueBytesMin = 1)
    {
        Expect(MessagePackKind.Array);
        return ReadCount(countMax, valueBytesMin);
    }

    /// <summary>Reads how many pairs of a key and a value follow.</summary>
    /// <param name="countMax">The most that there may be.</param>
    public int ReadMapHeader(int countMax)
    {
        Expect(MessagePackKind.Map);
        return ReadCount(countMax, valueBytesMin: 2);
    }

    /// <summary>
    /// Passes over a value, whatever it is. Values within values are counted, not descended into: no depth costs any
    /// stack, and no count costs more time than there are bytes.
    /// </summary>
    public void Skip()
    {
        for (long left = 1; left > 0; left--)
        {
            MessagePackKind kind = Peek();
            switch (kind)
            {
                case MessagePackKind.Nil or MessagePackKind.Boolean:
                    Position++;
                    break;
                case MessagePackKind.Integer:
                    ReadInteger(out _);
                    break;
                case MessagePackKind.Float:
                    ReadDouble();
                    break;
                case MessagePackKind.Array:
                    left += ReadCount(int.MaxValue, valueBytesMin: 1);
                    break;
                case MessagePackKind.Map:
                    left += 2L * ReadCount(int.MaxValue, valueBytesMin: 2);
                    break;
                case MessagePackKind.Reserved:
                    Fail($"a value expected at byte {Position}, the unused 0xC1 found");
                    break;
                default:
                    int start = Position;
                    long length = ReadLength();
                    // An extension's type stands between its length and its bytes.
                    Take(kind == MessagePackKind.Extension ? length + 1 : length, int.MaxValue, start);
                    break;
            }
        }
    }

    /// <summary>Refuses what was read.</summary>
    /// <param name="text">What was expected, where, what was found.</param>
    [DoesNotReturn]
    public readonly void Fail(string text) => throw new ProtocolException($"{Subject}: {text}");

    private readonly void Expect(MessagePackKind kind)
    {
        MessagePackKind found = Peek();
        if (found != kind)
        {
            Fail($"{kind} expected at byte {Position}, {found} found");
        }
    }

    private ulong ReadInteger(out bool isSigned)
    {
        Expect(MessagePackKind.Integer);
        byte first = bytes[Position++];
        isSigned = first is >= MessagePackFormat.Signed8;
        return first switch
        {
            <= MessagePackFormat.PositiveMax => first,
            >= MessagePackFormat.NegativeMin => (ulong)(sbyte)first,
            MessagePackFormat.Unsigned8 => ReadBigEndian(sizeof(byte)),
            MessagePackFormat.Unsigned16 => ReadBigEndian(sizeof(ushort)),
            MessagePackFormat.Unsigned32 => ReadBigEndian(sizeof(uint)),
            MessagePackFormat.Unsigned64 => ReadBigEndian(sizeof(ulong)),
            MessagePackFormat.Signed8 => (ulong)(sbyte)ReadBigEndian(sizeof(byte)),
            MessagePackFormat.Signed16 => (ulong)(short)ReadBigEndian(sizeof(ushort)),
            MessagePackFormat.Signed32 => (ulong)(int)ReadBigEndian(sizeof(uint)),
            _ => ReadBigEndian(sizeof(ulong)),
        };
    }

    private int ReadCount(int countMax, int valueBytesMin)
    {
        int start = Position;
        long count = ReadLength();
        if (count > countMax)
        {
            Fail($"at most {countMax} values expected at byte {start}, {count} announced");
        }

        if (count * valueBytesMin > Remaining)
        {
            Fail($"{count} values announced at byte {start}, but only {Remaining} bytes are left");
        }

        return (int)count;
    }

    /// <summary>Reads how long a text, bytes, an extension or a container is.</summary>
    private long ReadLength()
    {
        byte first = bytes[Position++];
        return first switch
        {
            < MessagePackFormat.FixArray => first - MessagePackFormat.FixMap,
            < MessagePackFormat.FixString => first - MessagePackFormat.FixArray,
            < MessagePackFormat.Nil => first - MessagePackFormat.FixString,
            MessagePackFormat.Binary8 or MessagePackFormat.String8 or MessagePackFormat.Extension8 =>
                (long)ReadBigEndian(sizeof(byte)),
            MessagePackFormat.Binary16 or MessagePackFormat.String16 or MessagePackFormat.Extension16
                or MessagePackFormat.Array16 or MessagePackFormat.Map16 => (long)ReadBigEndian(sizeof(ushort)),
            >= MessagePackFormat.FixExtension1 and <= MessagePackFormat.FixExtension16 =>
                1 << (first - MessagePackFormat.FixExtension1),
            _ => (long)ReadBigEndian(sizeof(uint)),
        };
    }

    private ulong ReadBigEndian(int width)
    {
        ReadOnlySpan<byte> number = Take(width, int.MaxValue, Position - 1);
        return width switch
        {
            sizeof(byte) => number[0],
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(number),
            sizeof(uint) => BinaryPrimitives.ReadUInt32BigEndian(number),
            _ => BinaryPrimitives.ReadUInt64BigEndian(number),
        };
    }

    private ReadOnlySpan<byte> Take(long length, int lengthMax, int start)
    {
        if (length > lengthMax)
        {
            Fail($"at most {lengthMax} bytes expected at byte {start}, {length} announced");
        }

        if (length > Remaining)
        {
            Fail($"the value at byte {start} needs {length} more bytes, but only {Remaining} are left");
        }

        ReadOnlySpan<byte> taken = bytes.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }
}
