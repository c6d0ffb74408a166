namespace RnnCluster.Data;

/// <summary>
/// Tells text in code units of two or four bytes, with a byte order mark or without. Much of it is also valid UTF-8,
/// with a NUL or another control character at every second place.
/// </summary>
internal static class WideText
{
    /// <summary>Enough to tell; a text is not read twice for it.</summary>
    private const int SampleMaxBytes = 1 << 16;

    /// <summary>
    /// The upper halves of the units of Latin, Greek, Cyrillic, Hebrew and Arabic text are below this. In UTF-8 bytes
    /// below it are control characters that no text has often.
    /// </summary>
    private const byte UpperHalfMax = 9;

    /// <summary>The encoding as iconv calls it; null for text that may be UTF-8.</summary>
    /// <param name="bytes">The beginning of a text, or all of it.</param>
    public static string? Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0])
            || bytes.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
        {
            return "UTF-32";
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return "UTF-16";
        }

        ReadOnlySpan<byte> sample = bytes[..(Math.Min(bytes.Length, SampleMaxBytes) & ~1)];
        return sample.IndexOfAnyInRange((byte)0, (byte)(UpperHalfMax - 1)) < 0 ? null : FindUnmarked(sample);
    }

    private static string? FindUnmarked(ReadOnlySpan<byte> sample)
    {
        Span<int> low = stackalloc int[4];
        Span<int> zero = stackalloc int[4];
        for (int index = 0; index < sample.Length; index++)
        {
            low[index & 3] += sample[index] < UpperHalfMax ? 1 : 0;
            zero[index & 3] += sample[index] == 0 ? 1 : 0;
        }

        int quarter = sample.Length / 4;
        if (quarter > 0 && sample.Length % 4 == 0)
        {
            if (zero[3] == quarter && 2 * zero[2] > quarter && zero[0] == 0)
            {
                return "UTF-32LE";
            }

            if (zero[0] == quarter && 2 * zero[1] > quarter && zero[3] == 0)
            {
                return "UTF-32BE";
            }
        }

        int units = sample.Length / 2;
        int even = low[0] + low[2];
        int odd = low[1] + low[3];
        return IsMost(odd, even, units) ? "UTF-16LE" : IsMost(even, odd, units) ? "UTF-16BE" : null;
    }

    /// <summary>Whether one half of the units is as upper halves are, and the other is as lower ones are.</summary>
    private static bool IsMost(int upper, int lower, int units) => 2 * upper > units && 10 * lower < units;
}
