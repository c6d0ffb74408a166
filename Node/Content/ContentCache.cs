using System.Security.Cryptography;
using RnnCluster.Shared;

namespace RnnCluster.Node.Content;

/// <summary>
/// What a worker has fetched, by content: a restart need not fetch it again. What does not match its name, or cannot be
/// read, is as good as missing.
/// </summary>
/// <param name="storage">Where it lies; null keeps nothing.</param>
public sealed class ContentCache(IStorage? storage)
{
    /// <summary>Finds a blob.</summary>
    /// <param name="hash">Its SHA-256, 64 lowercase hexadecimal digits.</param>
    /// <returns>The bytes; null if they are not here, or damaged.</returns>
    public byte[]? Find(string hash)
    {
        try
        {
            if (storage is null || !storage.Exists(hash))
            {
                return null;
            }

            using Stream stream = storage.OpenRead(hash);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Matches(hash, bytes) ? bytes : null;
        }
        catch (Exception fault) when (fault is InputException or StorageException or IOException)
        {
            return null;
        }
    }

    /// <summary>Keeps a blob that matches its name.</summary>
    /// <param name="hash">Its SHA-256.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public void Keep(string hash, byte[] bytes)
    {
        Ensure.That(Matches(hash, bytes));
        storage?.Write(hash, stream => stream.Write(bytes));
    }

    /// <summary>Whether bytes are what a name says.</summary>
    /// <param name="hash">SHA-256, 64 lowercase hexadecimal digits.</param>
    /// <param name="bytes">The bytes.</param>
    public static bool Matches(string hash, ReadOnlySpan<byte> bytes) =>
        Convert.ToHexStringLower(SHA256.HashData(bytes)) == hash;
}
