using System.Buffers.Binary;
using System.Text;

namespace RnnCluster.Telemetry.TensorBoard;

/// <summary>
/// Writes a message in the wire format of Protocol Buffers, as much of it as event files need. A field is its number
/// and wire type in a varint, then its value; a message within a message is written in place, and its length put in
/// front when it ends.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int WireVarint = 0;
    private const int WireFixed64 = 1;
    private const int WireBytes = 2;
    private const int WireFixed32 = 5;

    private readonly List<int> open = [];
    private byte[] buffer = new byte[1024];
    private int length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Begins anew.</summary>
    public void Clear() => length = 0;

    public void WriteInt64(int field, long value)
    {
        WriteTag(field, WireVarint);
        WriteVarint((ulong)value);
    }

    public void WriteDouble(int field, double value)
    {
        WriteTag(field, WireFixed64);
        WriteRaw(value);
    }

    public void WriteFloat(int field, float value)
    {
        WriteTag(field, WireFixed32);
        BinaryPrimitives.WriteSingleLittleEndian(Reserve(sizeof(float)), value);
    }

    public void WriteString(int field, string value)
    {
        WriteTag(field, WireBytes);
        int bytes = Encoding.UTF8.GetByteCount(value);
        WriteVarint((ulong)bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    /// <summary>A repeated field of numbers, packed.</summary>
    public void WriteDoubles(int field, ReadOnlySpan<double> values)
    {
        WriteTag(field, WireBytes);
        WriteVarint((ulong)(values.Length * sizeof(double)));
        foreach (double value in values)
        {
            WriteRaw(value);
        }
    }

    /// <summary>What follows until <see cref="End"/> is a message in this field.</summary>
    public void Begin(int field)
    {
        WriteTag(field, WireBytes);
        open.Add(length);
    }

    /// <summary>Ends the message that was begun last.</summary>
    public void End()
    {
        int start = open[^1];
        open.RemoveAt(open.Count - 1);
        byte[] content = buffer[start..length];
        length = start;
        WriteVarint((ulong)content.Length);
        content.CopyTo(Reserve(content.Length));
    }

    private void WriteTag(int field, int wireType) => WriteVarint(((ulong)field << 3) | (uint)wireType);

    private void WriteRaw(double value) =>
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(sizeof(double)), value);

    private void WriteVarint(ulong value)
    {
        while (value > 0x7F)
        {
            Reserve(1)[0] = (byte)(value | 0x80);
            value >>= 7;
        }

        Reserve(1)[0] = (byte)value;
    }

    private Span<byte> Reserve(int count)
    {
        if (length + count > buffer.Length)
        {
            Array.Resize(ref buffer, Math.Max(2 * buffer.Length, length + count));
        }

        length += count;
        return buffer.AsSpan(length - count, count);
    }
}
