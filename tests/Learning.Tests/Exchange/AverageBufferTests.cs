using System.Runtime.InteropServices;
using RnnCluster.Learning.Exchange;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Exchange;

public sealed class AverageBufferTests
{
    private const int Block = 4096;

    private static readonly SliceLayout Layout = new((3 * Block) + 2, 2);

    [Fact]
    public void ABufferIsCompleteWhenEverySliceIsThere()
    {
        var buffer = new AverageBuffer(Layout);
        buffer.Begin(new Step(4));
        Assert.True(buffer.Store(1, SliceEncoding.Dense, new Payload(new byte[4 * (Block + 2)]), [5, 6]));
        Assert.Equal((1, false), (buffer.StoredSlices, buffer.IsComplete));
        Assert.Equal((false, true), (buffer.IsStored(0), buffer.IsStored(1)));
        Assert.Throws<InvalidOperationException>(() => buffer.Average);
        Assert.Throws<InvalidOperationException>(() => _ = buffer.SquaresOf(0).Length);
        Assert.True(buffer.Store(0, SliceEncoding.Rows, new Payload(new byte[4]), [1, 2]));
        Assert.True(buffer.IsComplete);
        Assert.Equal([1, 2, 5, 6], buffer.Average.BlockSquares);
        Assert.Equal([5, 6], buffer.SquaresOf(1).ToArray());
        Assert.Equal(new Step(4), buffer.Step);
        buffer.Begin(new Step(5));
        Assert.Equal((0, false), (buffer.StoredSlices, buffer.IsStored(1)));
    }

    [Fact]
    public void ASliceThatComesTwiceIsLeftAsItCameFirst()
    {
        var buffer = new AverageBuffer(Layout);
        byte[] other = new byte[4 * (Block + 2)];
        other.AsSpan().Fill(1);
        Assert.True(buffer.Store(0, SliceEncoding.Rows, new Payload(new byte[4]), [0, 0]));
        Assert.True(buffer.Store(1, SliceEncoding.Dense, new Payload(new byte[4 * (Block + 2)]), [5, 6]));
        Assert.False(buffer.Store(1, SliceEncoding.Dense, new Payload(other), [7, 8]));
        Assert.Equal((2, 0f), (buffer.StoredSlices, buffer.Average.From(3, 4, out _)[1]));
        Assert.Equal([5, 6], buffer.SquaresOf(1).ToArray());
    }

    [Fact]
    public void ASliceIsReadWhereItCameUntilAnotherStepBegins()
    {
        var pool = new PayloadPool();
        var buffer = new AverageBuffer(Layout);
        Payload payload = pool.Rent(4 * (Block + 2));
        payload.Span.Clear();
        MemoryMarshal.Cast<byte, float>(payload.Span)[Block] = 3;
        Assert.True(buffer.Store(1, SliceEncoding.Dense, payload, [5, 6]));
        Assert.True(buffer.Store(0, SliceEncoding.Rows, new Payload(new byte[4]), [0, 0]));
        payload.Release();
        Assert.Equal(1, pool.Outstanding);

        ReadOnlySpan<float> part = buffer.Average.From(1, 4, out int next);
        Assert.Equal((Block, -0f, 2), (part.Length, part[0], next));
        part = buffer.Average.From(next, 4, out next);
        Assert.Equal((Block + 2, 0f, 3f, 4), (part.Length, part[0], part[Block], next));
        part = buffer.Average.From(2, 3, out next);
        Assert.Equal((Block + 2, 3), (part.Length, next));
        Assert.Throws<InvalidOperationException>(() => buffer.Average.Gradient);
        buffer.Begin(new Step(1));
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void NoOtherStepBeginsWhileASliceIsLent()
    {
        var buffer = new AverageBuffer(Layout);
        buffer.MarkStored(1);
        (_, Payload payload) = new SliceCodec(Layout, null, new PayloadPool()).Encode(buffer, 1);
        Assert.True(buffer.IsLent);
        Assert.Throws<InvalidOperationException>(() => buffer.Begin(new Step(1)));
        payload.Release();
        buffer.Begin(new Step(1));
        Assert.False(buffer.IsLent);
    }

    [Theory]
    [InlineData(2, 4 * (Block + 2), 2)]
    [InlineData(-1, 4 * (Block + 2), 2)]
    [InlineData(1, 4 * Block, 2)]
    [InlineData(1, 4 * (Block + 2), 1)]
    [InlineData(1, 4 * (Block + 2), 3)]
    public void ASliceThatCannotBeIsRefused(int slice, int bytes, int squares)
    {
        var buffer = new AverageBuffer(Layout);
        Assert.Throws<InvalidDataException>(
            () => buffer.Store(slice, SliceEncoding.Dense, new Payload(new byte[bytes]), new double[squares]));
        Assert.Equal(0, buffer.StoredSlices);
    }
}
