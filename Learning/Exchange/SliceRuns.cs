using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RnnCluster.Kernels.Updates;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// Where the elements of an encoded slice stand among its bytes. Reading checks everything, because the bytes may come
/// from anybody: runs within the slice, ascending, disjoint, and exactly as many bytes as they need.
/// </summary>
internal sealed class SliceRuns
{
    /// <summary>The bytes of a run's entry, and of the number of runs.</summary>
    public const int EntryBytes = 8;

    /// <summary>The bytes of the number of runs.</summary>
    public const int CountBytes = 4;

    private int[] offsets = [];
    private int[] counts = [];
    private int[] places = [];
    private bool isDense;

    /// <summary>How many runs there are.</summary>
    public int Count { get; private set; }

    /// <summary>Checks an encoded slice.</summary>
    /// <param name="encoding">How it was written.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="length">Elements of the slice.</param>
    /// <returns>The number of runs.</returns>
    /// <exception cref="InvalidDataException">The bytes are no such slice; the message says why.</exception>
    public static int Check(SliceEncoding encoding, ReadOnlySpan<byte> bytes, int length)
    {
        if (encoding == SliceEncoding.Dense)
        {
            long all = (long)length * sizeof(float);
            return bytes.Length == all
                ? 1
                : throw new InvalidDataException(
                    $"a slice of {length} elements came as {bytes.Length} bytes instead of {all}");
        }

        if (encoding != SliceEncoding.Rows)
        {
            throw new InvalidDataException($"a slice came in encoding {(int)encoding}, which there is not");
        }

        if (bytes.Length < CountBytes)
        {
            throw new InvalidDataException(
                $"a slice by rows came as {bytes.Length} bytes, it has at least {CountBytes}");
        }

        uint runs = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (CountBytes + ((long)runs * EntryBytes) > bytes.Length)
        {
            throw new InvalidDataException($"a slice of {runs} runs came as {bytes.Length} bytes: its runs do not fit");
        }

        long end = 0;
        long elements = 0;
        for (int run = 0; run < runs; run++)
        {
            (uint offset, uint count) = Entry(bytes, run);
            if (offset < end || count == 0 || (long)offset + count > length)
            {
                throw new InvalidDataException(
                    $"run {run} has {count} elements from {offset}: it must begin at {end} or later and end within the "
                    + $"slice of {length}");
            }

            end = (long)offset + count;
            elements += count;
        }

        long needed = CountBytes + ((long)runs * EntryBytes) + (elements * sizeof(float));
        return bytes.Length == needed
            ? (int)runs
            : throw new InvalidDataException(
                $"a slice of {runs} runs with {elements} elements came as {bytes.Length} bytes instead of {needed}");
    }

    /// <summary>A run's first element and how many it has.</summary>
    public static (uint Offset, uint Count) Entry(ReadOnlySpan<byte> bytes, int run)
    {
        ReadOnlySpan<byte> entry = bytes.Slice(CountBytes + (run * EntryBytes), EntryBytes);
        return (
            BinaryPrimitives.ReadUInt32LittleEndian(entry),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[sizeof(uint)..]));
    }

    /// <summary>Checks an encoded slice and notes its runs. Allocates only when it has more than any before.</summary>
    /// <inheritdoc cref="Check"/>
    public void Read(SliceEncoding encoding, ReadOnlySpan<byte> bytes, int length)
    {
        Count = Check(encoding, bytes, length);
        isDense = encoding == SliceEncoding.Dense;
        if (offsets.Length < Count)
        {
            offsets = new int[Count];
            counts = new int[Count];
            places = new int[Count];
        }

        if (isDense)
        {
            (offsets[0], counts[0], places[0]) = (0, length, 0);
            return;
        }

        int place = CountBytes + (Count * EntryBytes);
        for (int run = 0; run < Count; run++)
        {
            (uint offset, uint count) = Entry(bytes, run);
            (offsets[run], counts[run], places[run]) = ((int)offset, (int)count, place);
            place += (int)count * sizeof(float);
        }
    }

    /// <summary>Whether any run reaches into a range of the slice.</summary>
    public bool Touches(int first, int end)
    {
        int run = FirstRunBehind(first);
        return run < Count && offsets[run] < end;
    }

    /// <summary>Sets a range of the slice: the runs' elements, and the identity between them.</summary>
    /// <param name="bytes">The bytes that were read.</param>
    /// <param name="first">The range's first element.</param>
    /// <param name="target">The range.</param>
    public void Set(ReadOnlySpan<byte> bytes, int first, Span<float> target)
    {
        if (!isDense)
        {
            target.Fill(-0f);
        }

        for (int run = FirstRunBehind(first); run < Count && offsets[run] < first + target.Length; run++)
        {
            ReadOnlySpan<float> values = Cut(bytes, run, first, first + target.Length, out int begin);
            values.CopyTo(target[(begin - first)..]);
        }
    }

    /// <summary>Adds to a range of the slice. What lies in no run adds nothing: x + -0 is x.</summary>
    /// <param name="bytes">The bytes that were read.</param>
    /// <param name="first">The range's first element.</param>
    /// <param name="target">The range.</param>
    public void AddTo(ReadOnlySpan<byte> bytes, int first, Span<float> target)
    {
        for (int run = FirstRunBehind(first); run < Count && offsets[run] < first + target.Length; run++)
        {
            ReadOnlySpan<float> values = Cut(bytes, run, first, first + target.Length, out int begin);
            GradientSum.Add(target.Slice(begin - first, values.Length), values);
        }
    }

    private ReadOnlySpan<float> Cut(ReadOnlySpan<byte> bytes, int run, int first, int end, out int begin)
    {
        begin = Math.Max(offsets[run], first);
        int count = Math.Min(offsets[run] + counts[run], end) - begin;
        int place = places[run] + ((begin - offsets[run]) * sizeof(float));
        return MemoryMarshal.Cast<byte, float>(bytes.Slice(place, count * sizeof(float)));
    }

    /// <summary>The first run that ends behind an element.</summary>
    private int FirstRunBehind(int element)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (offsets[middle] + counts[middle] > element)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
