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

    /// <summary>The ends of the seeds' range, where carries and signs could go wrong.</summary>
    public static TheoryData<ulong> Seeds => [0, 1, uint.MaxValue, 1UL << 63, ulong.MaxValue, 0x0123_4567_89AB_CDEF];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void APartHasTheChecksumOfTheLibraryAtAnyAddressForAnySeed(ulong seed)
    {
        byte[] random = new byte[Part + 64];
        new System.Random(5).NextBytes(random);
        byte[] ones = new byte[Part + 64];
        ones.AsSpan().Fill(0xFF);
        for (int start = 0; start < 64; start++)
        {
            foreach (byte[] bytes in new[] { random, ones, new byte[Part + 64] })
            {
                ReadOnlySpan<byte> part = bytes.AsSpan(start, Part);

                Assert.Equal(Checksum.Of(part, seed), BulkChecksum.Of(part, seed));
            }
        }
    }

    [Fact]
    public void EachByteOfAPartCounts()
    {
        byte[] bytes = Bytes(Part);
        var seen = new HashSet<ulong> { BulkChecksum.Of(bytes, 77) };
        for (int place = 0; place < Part; place++)
        {
            bytes[place] ^= 0x10;
            Assert.True(seen.Add(BulkChecksum.Of(bytes, 77)), $"byte {place}");
            bytes[place] ^= 0x10;
        }
    }

    [Fact]
    public void AChecksumAllocatesNothing()
    {
        byte[] bytes = Bytes((9 * Part) + 3);
        ulong checksum = BulkChecksum.Of(bytes, 77);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int call = 0; call < 100; call++)
        {
            checksum = BulkChecksum.Of(bytes, checksum);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
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
