using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Samples;

/// <summary>Random values for property loops: the same ones in every run.</summary>
internal sealed class Draws(ulong seed)
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789-.";

    private readonly PhiloxKey key = Philox.Key(seed, RandomPurpose.Sampling);
    private PhiloxWords words;
    private uint count;

    public uint Word()
    {
        uint place = count++ % 4;
        if (place == 0)
        {
            words = Philox.Compute(key, new PhiloxWords(count, 0, 0, 0));
        }

        return place switch { 0 => words.X0, 1 => words.X1, 2 => words.X2, _ => words.X3 };
    }

    public ulong Word64() => ((ulong)Word() << 32) | Word();

    /// <summary>An integer in first .. last.</summary>
    public int Next(int first, int last) => first + (int)(Word() % (uint)(last - first + 1));

    public bool Chance(int outOf) => Next(1, outOf) == 1;

    /// <summary>An integer of any size from 0 on, small ones as often as large ones.</summary>
    public long Count() => (long)(Word64() >> Next(1, 63));

    /// <summary>Any integer, small ones as often as large ones.</summary>
    public long Signed() => Chance(2) ? Count() : -1 - Count();

    /// <summary>Any double: of any size, sometimes an infinity, a zero or not a number.</summary>
    public double Real() => Next(0, 9) switch
    {
        0 => double.NaN,
        1 => double.PositiveInfinity,
        2 => -0.0,
        3 => BitConverter.UInt64BitsToDouble(Word64()),
        _ => Next(-1000, 1000) / 7.0,
    };

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        for (int index = 0; index < length; index++)
        {
            bytes[index] = (byte)Word();
        }

        return bytes;
    }

    /// <summary>A text of characters that take one to four bytes in UTF-8.</summary>
    public string Text(int length) => string.Concat(Enumerable.Range(0, length).Select(_ => Next(0, 7) switch
    {
        0 => "ä",
        1 => "€",
        2 => "𝄞",
        3 => "\n",
        _ => ((char)Next(' ', '~')).ToString(),
    }));

    public string Name() =>
        string.Concat(Enumerable.Range(0, Next(1, 63)).Select(index => Letters[Next(0, index == 0 ? 35 : 37)]));

    public T Choice<T>()
        where T : struct, Enum
    {
        T[] values = Enum.GetValues<T>();
        return values[Next(0, values.Length - 1)];
    }
}
