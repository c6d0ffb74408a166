using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Tests.Memory;

public sealed class BulkChecksumTests
{
    private const int Part = BulkChecksum.PartBytes;

    /// <summary>No byte, parts with and without a rest, more than is fetched ahead.</summary>
    public static TheoryData<int> Lengths => [0, 1, Part - 1, Part, Part + 1, (2 * Part) + 7, 9 * Part, (9 * Part) + 3];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AChecksumIsTheChainOfItsPartsChecksums(int length)
    {
        byte[] bytes = Bytes(length);
        ulong expected = 77;
        foreach (byte[] part in length == 0 ? [[]] : bytes.Chunk(Part))
        {
            expected = Checksum.Of(part, expected);
        }

        Assert.Equal(expected, BulkChecksum.Of(bytes, 77));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void ABitThatFlipsInTheFirstOrLastByteOfAnyPartGivesAnotherChecksum(int length)
    {
        byte[] bytes = Bytes(length);
        ulong whole = BulkChecksum.Of(bytes, 77);
        for (int first = 0; first < length; first += Part)
        {
            foreach (int place in new[] { first, Math.Min(length, first + Part) - 1 })
            {
                bytes[place] ^= 0x10;
                Assert.NotEqual(whole, BulkChecksum.Of(bytes, 77));
                bytes[place] ^= 0x10;
            }
        }

        Assert.NotEqual(whole, BulkChecksum.Of(bytes, 76));
        Assert.Equal(whole, BulkChecksum.Of(bytes, 77));
    }

    [Fact]
    public void PartsThatChangePlacesGiveAnotherChecksum()
    {
        byte[] bytes = Bytes(3 * Part);

        byte[] swapped = [.. bytes[Part..(2 * Part)], .. bytes[..Part], .. bytes[(2 * Part)..]];

        Assert.NotEqual(BulkChecksum.Of(bytes, 77), BulkChecksum.Of(swapped, 77));
    }

    private static byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        for (int place = 0; place < length; place++)
        {
            bytes[place] = (byte)((place * 31) ^ (place >> 8));
        }

        return bytes;
    }
}
