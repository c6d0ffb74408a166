using System.Buffers.Binary;
using System.Numerics;

namespace RnnCluster.Telemetry.TensorBoard;

/// <summary>
/// A record as event files have it: 8 bytes length, 4 bytes check of the length, the content, 4 bytes check of the
/// content, all little-endian. A check is a CRC-32C, turned and shifted, so that a CRC over bytes that contain CRCs is
/// not weak.
/// </summary>
internal static class RecordFraming
{
    private const uint MaskDelta = 0xA282EAD8;
    private const int LengthBytes = sizeof(ulong);
    private const int CheckBytes = sizeof(uint);

    /// <summary>Writes a record.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[LengthBytes + CheckBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[LengthBytes..], MaskedCheck(head[..LengthBytes]));
        stream.Write(head);
        stream.Write(content);
        Span<byte> tail = stackalloc byte[CheckBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, MaskedCheck(content));
        stream.Write(tail);
    }

    private static uint MaskedCheck(ReadOnlySpan<byte> bytes)
    {
        uint check = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            check = BitOperations.Crc32C(check, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte one in bytes)
        {
            check = BitOperations.Crc32C(check, one);
        }

        return BitOperations.RotateRight(~check, 15) + MaskDelta;
    }
}
