using System.Buffers;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Formatters;

/// <summary>What a value must be. The writer asserts it, the reader demands it.</summary>
internal static class FieldRules
{
    /// <summary>Bytes of a SHA-256.</summary>
    public const int HashBytes = 32;

    /// <summary>Characters of a SHA-256 as text.</summary>
    public const int HashLength = 2 * HashBytes;

    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 16;

    /// <summary>Bytes of a checksum.</summary>
    public const int ChecksumBytes = 8;

    /// <summary>Bytes of the shortest float.</summary>
    public const int RealBytesMin = 1 + sizeof(float);

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static bool IsHash(string text) =>
        text.Length == HashLength && !text.AsSpan().ContainsAnyExcept(HexDigits);

    public static bool IsSubtree(int level, int index) =>
        level is >= 0 and <= Limits.ShardLevelsMax
        && index >= 0
        && index < (Limits.SubtreesMax >> level);

    public static bool IsSubtree(TreeNode node) => IsSubtree(node.Level, node.Index);

    /// <summary>Whether something can have lasted so long.</summary>
    public static bool IsDuration(TimeSpan value) => value >= TimeSpan.Zero && value <= Limits.DurationMax;
}
