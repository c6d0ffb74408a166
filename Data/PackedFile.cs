namespace RnnCluster.Data;

/// <summary>
/// Tells packed data by its first bytes. It is asked about data that is no valid UTF-8: a text may begin with "BZh".
/// </summary>
internal static class PackedFile
{
    /// <summary>The kind that a text may have.</summary>
    public const string Gzip = "gzip";

    /// <summary>The program that packed some data; null if it is none of those that are known here.</summary>
    /// <param name="bytes">The beginning of the data, or all of it.</param>
    public static string? Find(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) ? Gzip
        : bytes.StartsWith("PK\u0003\u0004"u8) ? "zip"
        : bytes.StartsWith("BZh"u8) ? "bzip2"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "zstd"
        : null;
}
