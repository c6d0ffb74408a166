using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Kernels.Memory;

/// <summary>
/// XXH3 of one part of 4,096 bytes with 512-bit vectors: the bits of <see cref="Shared.Checksum"/>, whose library takes
/// 256 at a time and cannot fetch what comes later between its stripes. Here the bytes are hashed about as fast as
/// memory gives them (benchmarks/results/2026-12-01-checksums-512.md).
/// </summary>
/// <remarks>
/// The names are those of the specification (github.com/Cyan4973/xxHash, doc/xxhash_spec.md, "XXH3 Algorithm Overview",
/// inputs longer than 240 bytes). The secret of a seed is the default one with the seed added to even words and
/// subtracted from odd ones.
/// </remarks>
internal static unsafe class PartChecksum
{
    private const int StripeBytes = 64;
    private const int SecretBytes = 192;

    /// <summary>A stripe reads the secret 8 bytes behind the stripe before: this many until the secret ends.</summary>
    private const int BlockStripes = (SecretBytes - StripeBytes) / sizeof(ulong);
    private const int BlockBytes = BlockStripes * StripeBytes;
    private const int Blocks = BulkChecksum.PartBytes / BlockBytes;

    private const int SecretScramble = SecretBytes - StripeBytes;
    private const int SecretLast = SecretBytes - StripeBytes - 7;
    private const int SecretMerge = 11;

    private const ulong Prime32x1 = 0x9E3779B1;
    private const ulong Prime64x1 = 0x9E3779B185EBCA87;
    private const ulong PrimeAvalanche = 0x165667919E3779F9;

    /// <summary>Exchanges the two words of each 128 bits, as pairs of 32.</summary>
    private const byte Exchange = 0b01_00_11_10;

    private static ReadOnlySpan<ulong> Secret =>
    [
        0xBE4BA423396CFEB8, 0x1CAD21F72C81017C, 0xDB979083E96DD4DE, 0x1F67B3B7A4A44072,
        0x78E5C0CC4EE679CB, 0x2172FFCC7DD05A82, 0x8E2443F7744608B8, 0x4C263A81E69035E0,
        0xCB00C391BB52283C, 0xA32E531B8B65D088, 0x4EF90DA297486471, 0xD8ACDEA946EF1938,
        0x3F349CE33F76FAA8, 0x1D4F0BC7C7BBDCF9, 0x3159B4CD4BE0518A, 0x647378D9C97E9FC8,
        0xC3EBD33483ACC5EA, 0xEB6313FAFFA081C5, 0x49DAF0B751DD0D17, 0x9E68D429265516D3,
        0xFCA1477D58BE162B, 0xCE31D07AD1B8F88F, 0x280416958F3ACB45, 0x7E404BBBCAFBD7AF,
    ];

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => Avx512DQ.IsSupported;

    /// <summary>The checksum of a part.</summary>
    /// <param name="part">4,096 readable bytes at any address.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="ahead">
    /// What is hashed later, 4,096 bytes at any address: fetched line by line between the stripes, because a processor
    /// has too few places for the misses of many lines at once.
    /// </param>
    [SkipLocalsInit]
    public static ulong Of(byte* part, ulong seed, byte* ahead)
    {
        // Safety: stripes end at the part's end, and the secret's places are within its 192 bytes.
        byte* secret = stackalloc byte[SecretBytes];
        Vector512<ulong> signed = Vector512.Create(Vector128.Create(seed, 0 - seed)).AsUInt64();
        for (int word = 0; word < Secret.Length; word += Vector512<ulong>.Count)
        {
            (Vector512.Create(Secret[word..]) + signed).Store((ulong*)secret + word);
        }

        Vector512<ulong> sum = Vector512.Create(
            0x00000000C2B2AE3D,
            0x9E3779B185EBCA87,
            0xC2B2AE3D27D4EB4F,
            0x165667B19E3779F9,
            0x85EBCA77C2B2AE63,
            0x0000000085EBCA77,
            0x27D4EB2F165667C5,
            0x000000009E3779B1);
        byte* stripe = part;
        for (int block = 1; block < Blocks; block++)
        {
            for (int index = 0; index < BlockStripes; index++, stripe += StripeBytes)
            {
                Prefetch.ToSecondLevel((float*)(ahead + (stripe - part)));
                sum = Accumulate(sum, stripe, secret + (index * sizeof(ulong)));
            }

            sum ^= sum >>> 47;
            sum = Avx512DQ.MultiplyLow(
                sum ^ Vector512.Load((ulong*)(secret + SecretScramble)), Vector512.Create(Prime32x1));
        }

        // The last block is never scrambled, and the last stripe has a place of its own in the secret.
        for (int index = 0; index < BlockStripes - 1; index++, stripe += StripeBytes)
        {
            Prefetch.ToSecondLevel((float*)(ahead + (stripe - part)));
            sum = Accumulate(sum, stripe, secret + (index * sizeof(ulong)));
        }

        Prefetch.ToSecondLevel((float*)(ahead + (stripe - part)));
        sum = Accumulate(sum, stripe, secret + SecretLast);
        return Merge(sum ^ Vector512.Load((ulong*)(secret + SecretMerge)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Accumulate(Vector512<ulong> sum, byte* stripe, byte* secret)
    {
        Vector512<ulong> data = Vector512.Load((ulong*)stripe);
        Vector512<ulong> key = data ^ Vector512.Load((ulong*)secret);
        Vector512<ulong> product = Avx512F.Multiply(key.AsUInt32(), (key >>> 32).AsUInt32());

        // In this order only one addition waits for the stripe before.
        return sum + (product + Avx512F.Shuffle(data.AsUInt32(), Exchange).AsUInt64());
    }

    private static ulong Merge(Vector512<ulong> sum)
    {
        ulong merged = unchecked(BulkChecksum.PartBytes * Prime64x1);
        for (int word = 0; word < Vector512<ulong>.Count; word += 2)
        {
            ulong high = Math.BigMul(sum[word], sum[word + 1], out ulong low);
            merged += high ^ low;
        }

        merged ^= merged >> 37;
        merged *= PrimeAvalanche;
        return merged ^ (merged >> 32);
    }
}
