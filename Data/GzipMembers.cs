using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using RnnCluster.Shared;

namespace RnnCluster.Data;

/// <summary>
/// Unpacks a gzip file (RFC 1952) of one or more members, each checked by its checksum and length. Zeros between and
/// after members are padding, as of tapes. The runtime's GZipStream takes a file that breaks off for one that ends,
/// and leaves out what follows the last member.
/// </summary>
internal static class GzipMembers
{
    private const int HeaderBytes = 10;
    private const int TrailerBytes = 8;

    private const int HasHeaderSum = 2;
    private const int HasExtra = 4;
    private const int HasName = 8;
    private const int HasComment = 16;

    /// <summary>Unpacks all members.</summary>
    /// <param name="packed">The whole file.</param>
    /// <param name="path">The file in messages.</param>
    /// <param name="content">Gets the text.</param>
    /// <param name="append">Reads a stream to its end into <paramref name="content"/>, within its bound.</param>
    /// <exception cref="InvalidDataException">It is no intact gzip file.</exception>
    /// <exception cref="InputException">Something else follows a member.</exception>
    public static void Unpack(byte[] packed, string path, MemoryStream content, Action<Stream> append)
    {
        int position = 0;
        while (position == 0 || position < packed.Length)
        {
            int start = SkipHeader(packed, position);
            if (start < 0)
            {
                throw position == 0
                    ? new InvalidDataException()
                    : new InputException(
                        $"{path}: byte offset {position}: what follows the packed text is no gzip data; cut it off, or "
                        + "pack the text again.");
            }

            int before = (int)content.Length;
            using var inflated = new DeflateStream(
                new MemoryStream(packed, start, packed.Length - start), CompressionMode.Decompress);
            append(inflated);
            ReadOnlySpan<byte> part = content.GetBuffer().AsSpan(before, (int)content.Length - before);
            position = SkipZeros(packed, FindEnd(packed, start, part));
        }
    }

    /// <summary>Where the data of a member begin; negative if there is no header.</summary>
    private static int SkipHeader(ReadOnlySpan<byte> packed, int position)
    {
        if (packed.Length - position < HeaderBytes || !packed[position..].StartsWith((ReadOnlySpan<byte>)[31, 139, 8]))
        {
            return -1;
        }

        int flags = packed[position + 3];
        position += HeaderBytes;
        if ((flags & HasExtra) != 0)
        {
            position += packed.Length - position >= 2
                ? 2 + BinaryPrimitives.ReadUInt16LittleEndian(packed[position..])
                : packed.Length;
        }

        position = (flags & HasName) != 0 ? SkipText(packed, position) : position;
        position = (flags & HasComment) != 0 ? SkipText(packed, position) : position;
        position += (flags & HasHeaderSum) != 0 ? 2 : 0;
        return position <= packed.Length ? position : -1;
    }

    private static int SkipText(ReadOnlySpan<byte> packed, int position)
    {
        int length = position < packed.Length ? packed[position..].IndexOf((byte)0) : -1;
        return length < 0 ? packed.Length + 1 : position + length + 1;
    }

    private static int SkipZeros(ReadOnlySpan<byte> packed, int position)
    {
        int length = packed[position..].IndexOfAnyExcept((byte)0);
        return length < 0 ? packed.Length : position + length;
    }

    /// <summary>
    /// Where a member ends. The inflater does not say how much of its input it has used, but what follows is known: the
    /// checksum and the length of what came out.
    /// </summary>
    private static int FindEnd(ReadOnlySpan<byte> packed, int start, ReadOnlySpan<byte> part)
    {
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, Crc32.HashToUInt32(part));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], (uint)part.Length);
        int found = packed[start..].IndexOf(trailer);
        return found >= 0 ? start + found + TrailerBytes : throw new InvalidDataException();
    }
}
