using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// Writes slices as bytes and reads them. Where a slice lies in an embedding table, most rows hold the identity of
/// addition; if that is shorter, only the others are written. Safe for all threads.
/// </summary>
/// <param name="layout">The cut.</param>
/// <param name="sparseTable">The embedding table of which few rows are touched; null if there is none.</param>
/// <param name="pool">Where the bytes come from.</param>
public sealed class SliceCodec(SliceLayout layout, Parameter? sparseTable, PayloadPool pool)
{
    private const int IdentityBits = int.MinValue;

    /// <summary>The most bytes of an encoded slice: none is longer than all its elements.</summary>
    public int LengthMaxBytes { get; } = layout.Length(0) * sizeof(float);

    /// <summary>A slice of a node's sum as it lies, for a reader in the same process.</summary>
    /// <param name="sum">A sum that is final in this slice.</param>
    /// <param name="slice">The slice.</param>
    /// <returns>The caller is the payload's first holder.</returns>
    public (SliceEncoding Encoding, Payload Payload) Lend(NodeSum sum, int slice)
    {
        ArgumentNullException.ThrowIfNull(sum);
        return Lend(sum.Gradient, sum.Loans, slice);
    }

    /// <summary>A slice of a node's sum in the shorter encoding: without a copy if that is all its elements.</summary>
    /// <param name="group">The group that computed the sum and has not computed another step since.</param>
    /// <param name="sum">One of its sums, final in this slice.</param>
    /// <param name="slice">The slice.</param>
    /// <returns>The caller is the payload's first holder.</returns>
    public (SliceEncoding Encoding, Payload Payload) Encode(ShardGroup group, NodeSum sum, int slice)
    {
        ArgumentNullException.ThrowIfNull(group);
        ArgumentNullException.ThrowIfNull(sum);
        return EncodeRows(sum.Gradient, slice, group.Touched, isAnyRow: false) ?? Lend(sum.Gradient, sum.Loans, slice);
    }

    /// <summary>A slice of an average in the shorter encoding: without a copy if that is all its elements.</summary>
    /// <param name="average">An average that the slice was reduced to.</param>
    /// <param name="slice">The slice.</param>
    /// <returns>The caller is the payload's first holder.</returns>
    public (SliceEncoding Encoding, Payload Payload) Encode(AverageBuffer average, int slice)
    {
        ArgumentNullException.ThrowIfNull(average);
        Ensure.That(average.IsStored(slice) && !average.IsReceived(slice));
        return EncodeRows(average.Gradient, slice, [], isAnyRow: true) ?? Lend(average.Gradient, average.Loans, slice);
    }

    /// <summary>Checks the bytes of a slice that came from elsewhere.</summary>
    /// <param name="slice">Which slice they claim to be; any number.</param>
    /// <param name="encoding">How they claim to be written.</param>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="InvalidDataException">They are no such slice; the message says why.</exception>
    public void Validate(int slice, SliceEncoding encoding, ReadOnlySpan<byte> bytes)
    {
        if ((uint)slice >= (uint)layout.Count)
        {
            throw new InvalidDataException($"slice {slice} came, there are 0 to {layout.Count - 1}");
        }

        _ = SliceRuns.Check(encoding, bytes, layout.Length(slice));
    }

    /// <summary>Reads a slice.</summary>
    /// <param name="encoding">How it was written.</param>
    /// <param name="bytes">The bytes, from anybody.</param>
    /// <param name="slice">Gets all elements.</param>
    /// <exception cref="InvalidDataException">The bytes are no such slice; nothing was written.</exception>
    public static void Decode(SliceEncoding encoding, ReadOnlySpan<byte> bytes, Span<float> slice)
    {
        int runs = SliceRuns.Check(encoding, bytes, slice.Length);
        Span<byte> target = MemoryMarshal.AsBytes(slice);
        if (encoding == SliceEncoding.Dense)
        {
            bytes.CopyTo(target);
            return;
        }

        slice.Fill(-0f);
        ReadOnlySpan<byte> values = bytes[(SliceRuns.CountBytes + (runs * SliceRuns.EntryBytes))..];
        for (int run = 0; run < runs; run++)
        {
            (uint offset, uint count) = SliceRuns.Entry(bytes, run);
            int length = (int)count * sizeof(float);
            values[..length].CopyTo(target[((int)offset * sizeof(float))..]);
            values = values[length..];
        }
    }

    /// <summary>
    /// The touched rows and what lies around the table; null if that is no shorter, or there is no table.
    /// </summary>
    private (SliceEncoding Encoding, Payload Payload)? EncodeRows(
        AlignedFloats flat, int slice, ReadOnlySpan<int> touched, bool isAnyRow)
    {
        int offset = layout.Offset(slice);
        ReadOnlySpan<float> values = flat.Span.Slice(offset, layout.Length(slice));
        (int firstRow, int endRow) = RowsIn(offset, offset + values.Length);
        if (firstRow == endRow)
        {
            return null;
        }

        if (!isAnyRow)
        {
            touched = Between(touched, firstRow, endRow);
        }

        // One run for each row, one before the table and one behind it.
        int candidates = isAnyRow ? endRow - firstRow : touched.Length;
        FlatRange[] runs = ArrayPool<FlatRange>.Shared.Rent(candidates + 2);
        int count = Add(runs, 0, new FlatRange(0, Math.Max(0, sparseTable!.Offset - offset)));
        for (int index = 0; index < candidates; index++)
        {
            FlatRange row = sparseTable.RangeOf(isAnyRow ? firstRow + index : touched[index], 1);
            int first = Math.Max(0, row.Offset - offset);
            int end = Math.Min(values.Length, row.End - offset);
            if (MemoryMarshal.Cast<float, int>(values[first..end]).ContainsAnyExcept(IdentityBits))
            {
                count = Add(runs, count, new FlatRange(first, end - first));
            }
        }

        int behind = Math.Min(values.Length, sparseTable.Offset + sparseTable.Length - offset);
        count = Add(runs, count, new FlatRange(behind, values.Length - behind));
        (SliceEncoding, Payload)? encoded = Write(values, runs.AsSpan(0, count));
        ArrayPool<FlatRange>.Shared.Return(runs);
        return encoded;
    }

    /// <summary>The rows of the sparse table that a part of the flat vector reaches into.</summary>
    private (int First, int End) RowsIn(int offset, int end)
    {
        if (sparseTable is null)
        {
            return (0, 0);
        }

        int first = Math.Max(0, offset - sparseTable.Offset);
        int last = Math.Min(sparseTable.Length, end - sparseTable.Offset);
        return first >= last
            ? (0, 0)
            : (first / sparseTable.Columns, (last + sparseTable.Columns - 1) / sparseTable.Columns);
    }

    private static ReadOnlySpan<int> Between(ReadOnlySpan<int> ascending, int first, int end) =>
        ascending[Below(ascending, first)..Below(ascending, end)];

    private static int Below(ReadOnlySpan<int> ascending, int bound)
    {
        int place = ascending.BinarySearch(bound);
        return place < 0 ? ~place : place;
    }

    /// <summary>Appends a run; neighbours become one.</summary>
    private static int Add(Span<FlatRange> runs, int count, FlatRange run)
    {
        if (run.Length == 0)
        {
            return count;
        }

        if (count > 0 && runs[count - 1].End == run.Offset)
        {
            runs[count - 1] = new FlatRange(runs[count - 1].Offset, runs[count - 1].Length + run.Length);
            return count;
        }

        runs[count] = run;
        return count + 1;
    }

    private (SliceEncoding Encoding, Payload Payload)? Write(ReadOnlySpan<float> values, ReadOnlySpan<FlatRange> runs)
    {
        int head = SliceRuns.CountBytes + (runs.Length * SliceRuns.EntryBytes);
        long length = head;
        foreach (FlatRange run in runs)
        {
            length += (long)run.Length * sizeof(float);
        }

        if (length >= (long)values.Length * sizeof(float))
        {
            return null;
        }

        Payload payload = pool.Rent((int)length);
        Span<byte> bytes = payload.Span;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)runs.Length);
        Span<byte> entries = bytes[SliceRuns.CountBytes..];
        Span<byte> elements = bytes[head..];
        foreach (FlatRange run in runs)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(entries, (uint)run.Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(entries[sizeof(uint)..], (uint)run.Length);
            entries = entries[SliceRuns.EntryBytes..];
            MemoryMarshal.AsBytes(values.Slice(run.Offset, run.Length)).CopyTo(elements);
            elements = elements[(run.Length * sizeof(float))..];
        }

        return (SliceEncoding.Rows, payload);
    }

    private (SliceEncoding Encoding, Payload Payload) Lend(AlignedFloats flat, Loans loans, int slice)
    {
        Ensure.That(flat.Length == layout.GradientLength);
        Memory<byte> bytes = flat.Bytes.Slice(
            layout.Offset(slice) * sizeof(float), layout.Length(slice) * sizeof(float));
        return (SliceEncoding.Dense, loans.Lend(bytes));
    }
}
