using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RnnCluster.Protocol.MessagePack;

/// <summary>Writes values in their shortest form, floats in the width that they are given in.</summary>
internal sealed class MessagePackWriter(IBufferWriter<byte> output)
{
    // The longest number: its first byte and eight more.
    private const int NumberBytesMax = 9;

    public void WriteNil() => WriteByte(MessagePackFormat.Nil);

    public void Write(bool value) => WriteByte(value ? MessagePackFormat.True : MessagePackFormat.False);

    public void Write(long value)
    {
        switch (value)
        {
            case >= 0:
                Write((ulong)value);
                break;
            case >= -32:
                WriteByte((byte)value);
                break;
            case >= sbyte.MinValue:
                WriteHead(MessagePackFormat.Signed8, (byte)value, sizeof(byte));
                break;
            case >= short.MinValue:
                WriteHead(MessagePackFormat.Signed16, (ushort)value, sizeof(ushort));
                break;
            case >= int.MinValue:
                WriteHead(MessagePackFormat.Signed32, (uint)value, sizeof(uint));
                break;
            default:
                WriteHead(MessagePackFormat.Signed64, (ulong)value, sizeof(ulong));
                break;
        }
    }

    public void Write(ulong value)
    {
        switch (value)
        {
            case <= MessagePackFormat.PositiveMax:
                WriteByte((byte)value);
                break;
            case <= byte.MaxValue:
                WriteHead(MessagePackFormat.Unsigned8, value, sizeof(byte));
                break;
            case <= ushort.MaxValue:
                WriteHead(MessagePackFormat.Unsigned16, value, sizeof(ushort));
                break;
            case <= uint.MaxValue:
                WriteHead(MessagePackFormat.Unsigned32, value, sizeof(uint));
                break;
            default:
                WriteHead(MessagePackFormat.Unsigned64, value, sizeof(ulong));
                break;
        }
    }

    public void Write(float value) =>
        WriteHead(MessagePackFormat.Float32, BitConverter.SingleToUInt32Bits(value), sizeof(uint));

    public void Write(double value) =>
        WriteHead(MessagePackFormat.Float64, BitConverter.DoubleToUInt64Bits(value), sizeof(ulong));

    /// <summary>Writes a text as UTF-8; half a surrogate pair becomes U+FFFD.</summary>
    public void Write(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        WriteStringHeader(length);
        int written = Encoding.UTF8.GetBytes(text, output.GetSpan(length));
        output.Advance(written);
    }

    /// <summary>Writes a text that is UTF-8 already.</summary>
    public void WriteString(ReadOnlySpan<byte> text)
    {
        WriteStringHeader(text.Length);
        output.Write(text);
    }

    public void WriteBinary(ReadOnlySpan<byte> bytes)
    {
        WriteBinaryHeader(bytes.Length);
        output.Write(bytes);
    }

    /// <summary>Announces bytes that somebody else puts behind what is written here.</summary>
    public void WriteBinaryHeader(int length)
    {
        switch (length)
        {
            case <= byte.MaxValue:
                WriteHead(MessagePackFormat.Binary8, (ulong)length, sizeof(byte));
                break;
            case <= ushort.MaxValue:
                WriteHead(MessagePackFormat.Binary16, (ulong)length, sizeof(ushort));
                break;
            default:
                WriteHead(MessagePackFormat.Binary32, (ulong)length, sizeof(uint));
                break;
        }
    }

    /// <summary>Announces that many values.</summary>
    public void WriteArrayHeader(int count) => WriteContainerHeader(
        MessagePackFormat.FixArray, MessagePackFormat.Array16, MessagePackFormat.Array32, count);

    /// <summary>Announces that many pairs of a key and a value.</summary>
    public void WriteMapHeader(int count) => WriteContainerHeader(
        MessagePackFormat.FixMap, MessagePackFormat.Map16, MessagePackFormat.Map32, count);

    private void WriteStringHeader(int length)
    {
        switch (length)
        {
            case <= 31:
                WriteByte((byte)(MessagePackFormat.FixString | length));
                break;
            case <= byte.MaxValue:
                WriteHead(MessagePackFormat.String8, (ulong)length, sizeof(byte));
                break;
            case <= ushort.MaxValue:
                WriteHead(MessagePackFormat.String16, (ulong)length, sizeof(ushort));
                break;
            default:
                WriteHead(MessagePackFormat.String32, (ulong)length, sizeof(uint));
                break;
        }
    }

    private void WriteContainerHeader(byte fix, byte form16, byte form32, int count)
    {
        switch (count)
        {
            case <= 15:
                WriteByte((byte)(fix | count));
                break;
            case <= ushort.MaxValue:
                WriteHead(form16, (ulong)count, sizeof(ushort));
                break;
            default:
                WriteHead(form32, (ulong)count, sizeof(uint));
                break;
        }
    }

    private void WriteByte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>Writes a first byte and the low bytes of a number, big-endian.</summary>
    private void WriteHead(byte form, ulong number, int width)
    {
        Span<byte> span = output.GetSpan(NumberBytesMax);
        BinaryPrimitives.WriteUInt64BigEndian(span[1..], number << (64 - (8 * width)));
        span[0] = form;
        output.Advance(1 + width);
    }
}
