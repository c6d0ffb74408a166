using RnnCluster.Kernels.Products;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Memory;

/// <summary>
/// The checksum of the many bytes of a message. It waits for memory, because they are seldom in a cache: so they are
/// taken in parts of a page, and while one is hashed a later one is fetched. A processor's own prefetching stops at the
/// end of each page.
/// </summary>
public static unsafe class BulkChecksum
{
    /// <summary>Bytes of a part, the last one excepted: part of the wire's format (docs/protocol.md).</summary>
    public const int PartBytes = 4096;

    /// <summary>How far ahead is fetched: changes the speed, never a bit.</summary>
    private const int AheadBytes = 4 * PartBytes;

    /// <summary>Bytes of a cache line, or fewer.</summary>
    private const int LineBytes = 64;

    /// <summary>
    /// The checksum of bytes: that of each part has the checksum of the part before as its seed. Allocates nothing.
    /// </summary>
    /// <param name="bytes">The bytes. Of at most one part it is <see cref="Checksum.Of(ReadOnlySpan{byte}, ulong)"/>.
    /// </param>
    /// <param name="seed">What belongs to them and is sent elsewhere: the seed of the first part.</param>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        ulong checksum = seed;
        int first = 0;

        // Safety: a whole part and what is fetched meanwhile, a part as well, are within the bytes.
        fixed (byte* start = bytes)
        {
            do
            {
                int end = first + Math.Min(PartBytes, bytes.Length - first);
                checksum = PartChecksum.IsSupported && end - first == PartBytes
                    ? PartChecksum.Of(
                        start + first, checksum, start + Math.Min((long)first + AheadBytes, bytes.Length - PartBytes))
                    : OfAny(bytes, first, end, checksum);
                first = end;
            }
            while (first < bytes.Length);
        }

        return checksum;
    }

    private static ulong OfAny(ReadOnlySpan<byte> bytes, int first, int end, ulong seed)
    {
        // Safety: the addresses are within the bytes, and a hint reads nothing.
        fixed (byte* start = bytes)
        {
            int aheadEnd = (int)Math.Min((long)end + AheadBytes, bytes.Length);
            for (int ahead = first + AheadBytes; ahead < aheadEnd; ahead += LineBytes)
            {
                Prefetch.ToSecondLevel((float*)(start + ahead));
            }
        }

        return Checksum.Of(bytes[first..end], seed);
    }
}
