using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RnnCluster.Node.Content;

/// <summary>
/// Training symbols as a blob that is named by its content: each symbol four bytes, little-endian. A worker needs
/// nothing else of a text: the vocabulary's size stands in the run's description.
/// </summary>
public sealed class TokenContent
{
    private TokenContent(byte[] bytes)
    {
        Bytes = bytes;
        Hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>SHA-256 of the bytes, 64 lowercase hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>The blob.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How many symbols there are.</summary>
    public int Count => Bytes.Length / sizeof(int);

    /// <summary>Writes symbols down.</summary>
    /// <param name="tokens">The symbols.</param>
    public static TokenContent Of(ReadOnlySpan<int> tokens)
    {
        byte[] bytes = new byte[checked(tokens.Length * sizeof(int))];
        for (int index = 0; index < tokens.Length; index++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(index * sizeof(int)), tokens[index]);
        }

        return new TokenContent(bytes);
    }

    /// <summary>Reads symbols that somebody sent.</summary>
    /// <param name="bytes">The blob, whose hash has been compared.</param>
    /// <param name="vocabulary">V: every symbol is below it.</param>
    /// <exception cref="InvalidDataException">The blob is none of this vocabulary.</exception>
    public static int[] Read(ReadOnlySpan<byte> bytes, int vocabulary)
    {
        if (bytes.Length % sizeof(int) != 0)
        {
            throw new InvalidDataException($"the training symbols end within one: {bytes.Length} bytes");
        }

        int[] tokens = new int[bytes.Length / sizeof(int)];
        for (int index = 0; index < tokens.Length; index++)
        {
            tokens[index] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(index * sizeof(int))..]);
            if ((uint)tokens[index] >= (uint)vocabulary)
            {
                throw new InvalidDataException(
                    $"training symbol {index} is {tokens[index]}, but the vocabulary has {vocabulary}");
            }
        }

        return tokens;
    }
}
