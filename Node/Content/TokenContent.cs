using System.Buffers.Binary;
using System.Security.Cryptography;
using RnnCluster.Shared;

namespace RnnCluster.Node.Content;

/// <summary>
/// Training symbols as a blob that is named by its content: each symbol four bytes, little-endian. A worker needs
/// nothing else of a text: the vocabulary's size stands in the run's description.
/// </summary>
public sealed class TokenContent
{
    /// <summary>The most symbols: their bytes lie in one array.</summary>
    private static readonly int CountMax = Array.MaxLength / sizeof(int);

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
    /// <exception cref="InputException">They are too many for one blob.</exception>
    public static TokenContent Of(ReadOnlySpan<int> tokens)
    {
        if (tokens.Length > CountMax)
        {
            throw new InputException(
                $"data: the training part has {tokens.Length:N0} symbols; at most {CountMax:N0} can be sent to "
                + "workers; train it with 'rnncluster train' and no workers, or cut the text");
        }

        byte[] bytes = new byte[tokens.Length * sizeof(int)];
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
