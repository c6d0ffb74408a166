using System.Globalization;
using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Exchange;

public sealed class SliceCodecTests
{
    private const int Block = 4096;

    [Theory]
    [InlineData("lstm", 1)]
    [InlineData("lstm", 64)]
    [InlineData("wide", 1)]
    [InlineData("wide", 2)]
    [InlineData("one-hot", 1)]
    [InlineData("tied", 1)]
    public void WhatIsEncodedIsDecodedToTheSameBits(string variant, int blocks)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica(variant, team);
        var layout = new SliceLayout(replica.Model.Layout.Length, blocks);
        ShardGroup group = replica.CreateGroup([1, 2, 3], layout);
        var pool = new PayloadPool();
        var codec = new SliceCodec(layout, replica.Model.SparseTable, pool);
        for (int step = 0; step < 3; step++)
        {
            replica.Compute(group);
            int byRows = 0;
            foreach (NodeSum sum in group.Sums)
            {
                for (int slice = 0; slice < layout.Count; slice++)
                {
                    (SliceEncoding encoding, Payload payload) = codec.Encode(group, sum, slice);
                    byRows += encoding == SliceEncoding.Rows ? 1 : 0;
                    byte[] expected = Bytes(sum.Gradient, layout, slice);
                    Assert.True(payload.Length < expected.Length == (encoding == SliceEncoding.Rows));
                    Assert.True(payload.Length <= codec.LengthMaxBytes);
                    Assert.Equal(expected, Decoded(encoding, payload.Span, layout.Length(slice)));
                    codec.Validate(slice, encoding, payload.Span);
                    payload.Release();
                }
            }

            Assert.Equal(replica.Model.SparseTable is not null, byRows > 0);
            replica.Step = replica.Step.Next;
        }

        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void RowsAreWrittenAsTheyAreDrawn()
    {
        // Two blocks: five elements, a table of 1,000 rows of eight, and a tail. Rows 2, 3 and 700 were touched.
        var table = new Parameter("encoder.weight", 1000, 8, 5);
        var average = new AverageBuffer(new SliceLayout(8020, 1));
        var values = new AlignedFloats(8020);
        values.Span.Fill(-0f);
        values.Span[..5].Fill(1);
        values.Span[8005..].Fill(2);
        values.Span[table.RangeOf(2, 1).Offset] = 3;
        values.Span[table.RangeOf(3, 1).Offset + 7] = 4;
        values.Span[table.RangeOf(700, 1).Offset] = 5;
        var layout = new SliceLayout(8020, 1);
        var codec = new SliceCodec(layout, table, new PayloadPool());
        values.Span.CopyTo(average.Gradient.Span);
        for (int slice = 0; slice < 2; slice++)
        {
            average.MarkStored(slice);
        }

        (SliceEncoding encoding, Payload payload) = codec.Encode(average, 0);
        Assert.Equal(SliceEncoding.Rows, encoding);
        Assert.Equal([2u, 0, 5, 21, 16], MemoryMarshal.Cast<byte, uint>(payload.Span[..20]).ToArray());
        float[] runs = MemoryMarshal.Cast<byte, float>(payload.Span[20..]).ToArray();
        Assert.Equal([1, 1, 1, 1, 1, 3], runs[..6]);
        Assert.Equal((21, 4), (runs.Length, runs[^1]));

        (encoding, payload) = codec.Encode(average, 1);
        Assert.Equal(SliceEncoding.Rows, encoding);
        Assert.Equal(
            [2u, (uint)(5 + 5600 - Block), 8, 8005 - Block, 15],
            MemoryMarshal.Cast<byte, uint>(payload.Span[..20]).ToArray());
    }

    [Fact]
    public void ARowThatIsCutByASliceStaysWhole()
    {
        var table = new Parameter("encoder.weight", 30, 1000, 0);
        var layout = new SliceLayout(30_000, 1);
        var values = new AlignedFloats(30_000);
        values.Span.Fill(-0f);
        values.Span[4000..5000].Fill(7);
        var codec = new SliceCodec(layout, table, new PayloadPool());
        var average = new AverageBuffer(layout);
        values.Span.CopyTo(average.Gradient.Span);
        var back = new AlignedFloats(30_000);
        for (int slice = 0; slice < layout.Count; slice++)
        {
            average.MarkStored(slice);
            (SliceEncoding encoding, Payload payload) = codec.Encode(average, slice);
            Assert.Equal(SliceEncoding.Rows, encoding);
            Assert.Equal(slice switch { 0 => 12 + (96 * 4), 1 => 12 + (904 * 4), _ => 4 }, payload.Length);
            SliceCodec.Decode(
                encoding, payload.Span, back.Span.Slice(layout.Offset(slice), layout.Length(slice)));
        }

        Assert.Equal(values.Bytes.ToArray(), back.Bytes.ToArray());
    }

    [Fact]
    public void LentBytesAreTheFloatsThemselves()
    {
        var layout = new SliceLayout((2 * Block) + 3, 1);
        var sum = new NodeSum(TreeNode.Root(8), (2 * Block) + 3);
        var codec = new SliceCodec(layout, null, new PayloadPool());
        (SliceEncoding encoding, Payload payload) = codec.Lend(sum, 2);
        Assert.Equal((SliceEncoding.Dense, 12), (encoding, payload.Length));
        sum.Gradient.Span[^1] = 1.5f;
        Assert.Equal(1.5f, MemoryMarshal.Cast<byte, float>(payload.Span)[2]);
        using System.Buffers.MemoryHandle handle = payload.Memory.Pin();
        Assert.Equal(1, sum.Loans.Outstanding);
        payload.Release();
        Assert.Equal(0, sum.Loans.Outstanding);
    }

    [Theory]
    [InlineData("a slice of 8 elements came as 31 bytes instead of 32", 0, 31, "")]
    [InlineData("a slice came in encoding 2, which there is not", 2, 32, "")]
    [InlineData("a slice by rows came as 3 bytes, it has at least 4", 1, 3, "")]
    [InlineData("a slice of 2 runs came as 19 bytes: its runs do not fit", 1, 19, "2 0 1 1")]
    [InlineData("a slice of 4294967295 runs came as 20 bytes: its runs do not fit", 1, 20, "4294967295")]
    [InlineData("a slice of 0 runs with 0 elements came as 5 bytes instead of 4", 1, 5, "")]
    [InlineData("a slice of 1 runs with 1 elements came as 12 bytes instead of 16", 1, 12, "1 1 1")]
    [InlineData("a slice of 1 runs with 1 elements came as 20 bytes instead of 16", 1, 20, "1 1 1")]
    [InlineData("run 0 has 0 elements from 0: it must begin at 0", 1, 12, "1 0 0")]
    [InlineData("run 0 has 2 elements from 7: it must begin at 0", 1, 20, "1 7 2")]
    [InlineData("run 0 has 4294967295 elements from 1: it must begin at 0", 1, 12, "1 1 4294967295")]
    [InlineData("run 0 has 4294967295 elements from 4294967295", 1, 12, "1 4294967295 4294967295")]
    [InlineData("run 1 has 1 elements from 1: it must begin at 2", 1, 28, "2 1 1 1 1")]
    [InlineData("run 1 has 1 elements from 0: it must begin at 2", 1, 28, "2 1 1 0 1")]
    public void BytesThatAreNoSliceAreRefused(string message, int encoding, int length, string words)
    {
        byte[] bytes = new byte[length];
        uint[] head =
        [
            .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => uint.Parse(word, CultureInfo.InvariantCulture)),
        ];
        MemoryMarshal.AsBytes<uint>(head).CopyTo(bytes);
        float[] slice = [1, 2, 3, 4, 5, 6, 7, 8];
        InvalidDataException fault = Assert.Throws<InvalidDataException>(
            () => SliceCodec.Decode((SliceEncoding)encoding, bytes, slice));
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], slice);
    }

    [Fact]
    public void MutatedBytesAreDecodedOrRefusedAndNothingElseIsTouched()
    {
        const int Length = 300;
        const int Guard = 64;
        byte[] whole = new byte[4 + (8 * 3) + (4 * 60)];
        uint[] head = [3, 10, 20, 40, 5, 200, 35];
        MemoryMarshal.AsBytes<uint>(head).CopyTo(whole);
        var random = new Random(1);
        int decoded = 0;
        float[] memory = new float[Length + (2 * Guard)];
        for (int round = 0; round < 200_000; round++)
        {
            byte[] bytes = [.. whole];
            for (int change = random.Next(4); change > 0; change--)
            {
                // Most changes hit the head, where the lengths stand.
                int place = random.Next(random.Next(4) > 0 ? 28 : bytes.Length);
                bytes[place] = (byte)random.Next(random.Next(2) > 0 ? 256 : 4);
            }

            int length = random.Next(8) == 0 ? random.Next(bytes.Length + 1) : bytes.Length;
            Array.Fill(memory, 9);
            try
            {
                SliceCodec.Decode(SliceEncoding.Rows, bytes.AsSpan(0, length), memory.AsSpan(Guard, Length));
                decoded++;
            }
            catch (InvalidDataException)
            {
                Assert.DoesNotContain(memory, value => value != 9);
            }

            Assert.False(memory.AsSpan(0, Guard).ContainsAnyExcept(9));
            Assert.False(memory.AsSpan(Guard + Length).ContainsAnyExcept(9));
        }

        Assert.InRange(decoded, 10_000, 190_000);
    }

    [Fact]
    public void ASliceThatThereIsNotIsRefused()
    {
        var codec = new SliceCodec(new SliceLayout(10), null, new PayloadPool());
        Assert.Throws<InvalidDataException>(() => codec.Validate(1, SliceEncoding.Dense, new byte[40]));
        Assert.Throws<InvalidDataException>(() => codec.Validate(-1, SliceEncoding.Dense, new byte[40]));
        Assert.Throws<InvalidDataException>(() => codec.Validate(0, SliceEncoding.Dense, new byte[44]));
        codec.Validate(0, SliceEncoding.Dense, new byte[40]);
    }

    private static byte[] Bytes(AlignedFloats values, SliceLayout layout, int slice) =>
        values.Bytes.Slice(layout.Offset(slice) * sizeof(float), layout.Length(slice) * sizeof(float)).ToArray();

    private static byte[] Decoded(SliceEncoding encoding, ReadOnlySpan<byte> bytes, int length)
    {
        float[] slice = new float[length];
        SliceCodec.Decode(encoding, bytes, slice);
        return MemoryMarshal.AsBytes<float>(slice).ToArray();
    }
}
