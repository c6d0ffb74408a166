using System.Security.Cryptography;
using System.Text;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Checkpoints;

/// <summary>
/// A manifest's last field is the SHA-256 of the manifest itself, taken while that field holds zeros. So no byte of
/// it can change unnoticed, and a person can still read it.
/// </summary>
internal static class ManifestSeal
{
    /// <summary>The name of the last field.</summary>
    public const string Field = "manifestSha256";

    private const int HexLength = 2 * SHA256.HashSizeInBytes;
    private static readonly byte[] FieldStart = Encoding.ASCII.GetBytes($"\"{Field}\": \"");
    private static readonly byte[] End = "\"\n}\n"u8.ToArray();

    /// <summary>What the field holds before it is sealed.</summary>
    public static string Blank { get; } = new('0', HexLength);

    /// <summary>Puts the hash into the last field.</summary>
    /// <param name="manifest">A manifest that ends with the blank field.</param>
    public static void Close(Span<byte> manifest)
    {
        Ensure.That(HasField(manifest));
        Span<byte> hex = Hex(manifest);
        hex.Fill((byte)'0');
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(manifest)), hex);
    }

    /// <summary>Whether the manifest is what was sealed, byte for byte.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> manifest)
    {
        if (!HasField(manifest))
        {
            return false;
        }

        byte[] copy = manifest.ToArray();
        Close(copy);
        return manifest.SequenceEqual(copy);
    }

    private static bool HasField(ReadOnlySpan<byte> manifest) =>
        manifest.EndsWith(End)
        && manifest.Length >= FieldStart.Length + HexLength + End.Length
        && manifest[..^(HexLength + End.Length)].EndsWith(FieldStart);

    private static Span<byte> Hex(Span<byte> manifest) => manifest[^(HexLength + End.Length)..^End.Length];
}
