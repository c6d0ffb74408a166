using System.Buffers.Binary;
using MessagePack;
using RnnCluster.Protocol.Contracts;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Wire;

/// <summary>
/// The checks of a frame: of its two lengths, so that a wrong one is never waited for, and of everything up to the
/// payload. A payload has its own checksum, which its sender and its receiver compute; the transport does not touch it.
/// <para>
/// Greetings are laid out as in the first version, so that every version can read a refusal. Their check is a field
/// behind the known ones, over the head's bytes before it; an earlier version passes over it.
/// </para>
/// </summary>
internal static class FrameChecks
{
    /// <summary>A bin header of 8 bytes, and the check.</summary>
    private const int FieldBytes = 2 + sizeof(ulong);

    private const int HeadCheckAt = FrameLimits.HeaderBytes + sizeof(uint);

    private static readonly ChecksumFormatter Checksums = new();

    /// <summary>Whether a message is laid out as in the first version.</summary>
    public static bool IsGreeting(Message message) => message is Hello or Welcome or Refused;

    /// <summary>Writes both checks of a frame.</summary>
    /// <param name="frame">All of it but the payload; lengths, place and head are there.</param>
    public static void Write(Span<byte> frame)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(frame[FrameLimits.HeaderBytes..], OfLengths(frame));
        BinaryPrimitives.WriteUInt64LittleEndian(frame[HeadCheckAt..], OfHead(frame));
    }

    /// <summary>Refuses lengths that are not what was written.</summary>
    /// <param name="frame">Its beginning, lengths and checks at least.</param>
    /// <exception cref="DamagedFrameException">The check does not fit.</exception>
    public static void EnsureLengths(ReadOnlySpan<byte> frame)
    {
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[FrameLimits.HeaderBytes..]) != OfLengths(frame))
        {
            throw new DamagedFrameException("frame: its lengths came damaged");
        }
    }

    /// <summary>Refuses a place or a head that is not what was written.</summary>
    /// <param name="frame">All of it but the payload.</param>
    /// <exception cref="DamagedFrameException">The check does not fit.</exception>
    public static void EnsureHead(ReadOnlySpan<byte> frame)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(frame[HeadCheckAt..]) != OfHead(frame))
        {
            throw new DamagedFrameException("frame: its head came damaged");
        }
    }

    /// <summary>Writes the check of a greeting, its last field.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="head">The greeting's head, as far as it is written.</param>
    public static void WriteGreetings(ref MessagePackWriter writer, ReadOnlySpan<byte> head) =>
        Checksums.Serialize(ref writer, OfGreeting(head), ContractResolver.Options);

    /// <summary>Whether a greeting ends with its check, and that fits.</summary>
    /// <param name="head">Its head.</param>
    public static bool EndsWithCheck(ReadOnlySpan<byte> head) =>
        head.Length > FieldBytes
        && head[^FieldBytes] == MessagePackCode.Bin8
        && head[^(FieldBytes - 1)] == sizeof(ulong)
        && BinaryPrimitives.ReadUInt64BigEndian(head[^sizeof(ulong)..]) == OfGreeting(head[..^FieldBytes]);

    private static ulong OfGreeting(ReadOnlySpan<byte> head) => Checksum.Of(head);

    private static uint OfLengths(ReadOnlySpan<byte> frame) => (uint)Checksum.Of(frame[..FrameLimits.HeaderBytes]);

    private static ulong OfHead(ReadOnlySpan<byte> frame) => Checksum.Of(
        frame[(FrameLimits.HeaderBytes + FrameLimits.ChecksBytes)..], BinaryPrimitives.ReadUInt64LittleEndian(frame));
}
