using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;
using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>
/// Reads values where <see cref="MessagePackReader"/> alone would take more than this protocol has: another type, a
/// text that is not UTF-8, more values or bytes than a limit. A limit is checked before anything is allocated.
/// </summary>
internal static class Reading
{
    private const int FixedTextLengthMax = 31;

    /// <summary>Refuses what was read.</summary>
    /// <param name="text">What was expected, where, what was found.</param>
    [DoesNotReturn]
    public static void Fail(string text) => throw new ProtocolException(text);

    /// <summary>Refuses a value that is not what it must be.</summary>
    /// <param name="isFine">Whether it is.</param>
    /// <param name="start">The byte where it begins.</param>
    /// <param name="expected">What it must be.</param>
    public static void Require(bool isFine, long start, string expected)
    {
        if (!isFine)
        {
            Fail($"{expected} expected at byte {start}");
        }
    }

    /// <summary>Refuses a value of another type.</summary>
    public static void Expect(ref MessagePackReader reader, MessagePackType type)
    {
        if (reader.End)
        {
            Fail($"another value expected at byte {reader.Consumed}, but the bytes end there");
        }

        if (reader.NextMessagePackType != type)
        {
            Fail($"{type} expected at byte {reader.Consumed}, {reader.NextMessagePackType} found");
        }
    }

    /// <summary>Reads an integer in any form.</summary>
    public static long Integer(ref MessagePackReader reader, long min, long max)
    {
        Expect(ref reader, MessagePackType.Integer);
        long start = reader.Consumed;
        bool isWide = reader.NextCode == MessagePackCode.UInt64;
        ulong wide = isWide ? reader.ReadUInt64() : 0;
        long value = isWide ? (long)wide : reader.ReadInt64();
        if (wide > long.MaxValue || value < min || value > max)
        {
            string range = max == long.MaxValue ? $"{min} on" : $"{min} to {max}";
            string found = isWide ? $"{wide}" : $"{value}";
            Fail($"an integer from {range} expected at byte {start}, {found} found");
        }

        return value;
    }

    /// <summary>Reads a float of either width.</summary>
    public static double Real(ref MessagePackReader reader)
    {
        Expect(ref reader, MessagePackType.Float);
        return reader.ReadDouble();
    }

    /// <summary>Reads a text.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="lengthMax">The most bytes that it may have in UTF-8.</param>
    public static string Text(ref MessagePackReader reader, int lengthMax)
    {
        Expect(ref reader, MessagePackType.String);
        long start = reader.Consumed;
        ReadOnlySpan<byte> text = Take(ref reader, start, Length(ref reader), lengthMax);
        Require(Utf8.IsValid(text), start, "a text in UTF-8");
        return Encoding.UTF8.GetString(text);
    }

    /// <summary>Reads bytes where they are.</summary>
    public static ReadOnlySpan<byte> Bytes(ref MessagePackReader reader, int lengthMin, int lengthMax)
    {
        long start = reader.Consumed;
        long length = BinaryHeader(ref reader);
        if (length < lengthMin || (lengthMin == lengthMax && length > lengthMax))
        {
            Fail($"{lengthMin} bytes expected at byte {start}, {length} found");
        }

        return Take(ref reader, start, length, lengthMax);
    }

    /// <summary>Reads the length of bytes, which need not be here: a payload's follow the head.</summary>
    public static long BinaryHeader(ref MessagePackReader reader)
    {
        Expect(ref reader, MessagePackType.Binary);
        return Length(ref reader);
    }

    /// <summary>Reads how many values follow.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="countMax">The most that there may be.</param>
    /// <param name="valueBytesMin">The fewest bytes of each: more values than can be there are refused at once.</param>
    public static int Count(ref MessagePackReader reader, int countMax, int valueBytesMin = 1)
    {
        Expect(ref reader, MessagePackType.Array);
        long start = reader.Consumed;
        if (!reader.TryReadArrayHeader(out int announced))
        {
            throw new EndOfStreamException();
        }

        uint count = (uint)announced;
        if (count > (uint)countMax)
        {
            Fail($"at most {countMax} values expected at byte {start}, {count} announced");
        }

        long left = Remaining(ref reader);
        if (count * (long)valueBytesMin > left)
        {
            Fail($"{count} values announced at byte {start}, but only {left} bytes are left");
        }

        return announced;
    }

    /// <summary>Reads the header of an array that has exactly this many values.</summary>
    public static void Exactly(ref MessagePackReader reader, int count)
    {
        long start = reader.Consumed;
        int found = Count(ref reader, int.MaxValue);
        if (found != count)
        {
            Fail($"{count} values expected at byte {start}, {found} found");
        }
    }

    /// <summary>Passes over values that this version does not know.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="count">How many.</param>
    public static void Skip(ref MessagePackReader reader, int count) => Skip(ref reader, count, Limits.NestingMax);

    /// <summary>Bytes that are left.</summary>
    public static long Remaining(ref MessagePackReader reader) => reader.Sequence.Length - reader.Consumed;

    /// <summary>
    /// Reads the length of a text, of bytes or of an extension. The library's own reader fails with an error that says
    /// nothing of the bytes, where 2^31 or more are announced.
    /// </summary>
    private static long Length(ref MessagePackReader reader)
    {
        int code = reader.NextCode;
        int width = code switch
        {
            MessagePackCode.Bin8 or MessagePackCode.Str8 or MessagePackCode.Ext8 => sizeof(byte),
            MessagePackCode.Bin16 or MessagePackCode.Str16 or MessagePackCode.Ext16 => sizeof(ushort),
            MessagePackCode.Bin32 or MessagePackCode.Str32 or MessagePackCode.Ext32 => sizeof(uint),
            _ => 0,
        };
        if (1 + width > Remaining(ref reader))
        {
            throw new EndOfStreamException();
        }

        ReadOnlySpan<byte> header = reader.ReadRaw(1 + width).FirstSpan[1..];
        return width switch
        {
            0 => code & FixedTextLengthMax,
            sizeof(byte) => header[0],
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(header),
            _ => BinaryPrimitives.ReadUInt32BigEndian(header),
        };
    }

    private static ReadOnlySpan<byte> Take(ref MessagePackReader reader, long start, long length, int lengthMax)
    {
        if (length > lengthMax)
        {
            Fail($"at most {lengthMax} bytes expected at byte {start}, {length} announced");
        }

        if (length > Remaining(ref reader))
        {
            throw new EndOfStreamException();
        }

        return reader.ReadRaw(length).FirstSpan;
    }

    private static void Skip(ref MessagePackReader reader, long count, int levels)
    {
        for (; count > 0; count--)
        {
            long start = reader.Consumed;
            Require(!reader.End, start, "another value");
            Require(reader.NextCode != MessagePackCode.NeverUsed, start, "a value and not the unused 0xC1");
            bool isMap = reader.NextMessagePackType == MessagePackType.Map;
            if (!isMap && reader.NextMessagePackType != MessagePackType.Array)
            {
                SkipOne(ref reader, start);
                continue;
            }

            Require(levels > 0, start, $"a value with at most {Limits.NestingMax} others around it");
            int announced;
            if (!(isMap ? reader.TryReadMapHeader(out announced) : reader.TryReadArrayHeader(out announced)))
            {
                throw new EndOfStreamException();
            }

            long values = (uint)announced * (isMap ? 2L : 1L);
            Require(values <= Remaining(ref reader), start, "no more values than there are bytes");
            Skip(ref reader, values, levels - 1);
        }
    }

    private static void SkipOne(ref MessagePackReader reader, long start)
    {
        switch (reader.NextMessagePackType)
        {
            case MessagePackType.String or MessagePackType.Binary:
                Take(ref reader, start, Length(ref reader), int.MaxValue);
                break;
            case MessagePackType.Extension when reader.NextCode <= MessagePackCode.Ext32:
                // Its type stands between its length and its bytes.
                Take(ref reader, start, 1 + Length(ref reader), int.MaxValue);
                break;
            default:
                reader.Skip();
                break;
        }
    }
}
