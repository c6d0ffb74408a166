using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Wire;

public sealed class FrameReaderTests
{
    private const int SumBytes = 100_000;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000)]
    [InlineData(int.MaxValue)]
    public void FramesAreFoundHoweverTheyAreCut(int pieceMax)
    {
        var pool = new PayloadPool();
        Envelope[] sent = [.. SampleMessages.All, Beat(1), Sum(new Payload(new Draws(3).Bytes(SumBytes))), Beat(2)];
        byte[] bytes = [.. Preface.Bytes, .. sent.SelectMany(Frames.Bytes)];
        using var reader = new FrameReader(ConnectionKind.Bulk, pool);

        List<Envelope> read = Frames.Feed(reader, bytes, pieceMax);

        reader.Complete();
        Assert.Equal(sent.Select(PlainText.Of), read.Select(PlainText.Of));
        Release(read);
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void APayloadIsReceivedIntoItsOwnMemory()
    {
        var pool = new PayloadPool();
        using var reader = new FrameReader(ConnectionKind.Bulk, pool);
        byte[] frame = Frames.Bytes(Sum(new Payload(new byte[SumBytes])));
        int headEnd = frame.Length - SumBytes;
        Assert.Empty(Frames.Feed(reader, [.. Preface.Bytes, .. frame.AsSpan(0, headEnd + 10)]));

        Memory<byte> space = reader.Space;

        Assert.Equal(SumBytes - 10, space.Length);
        Assert.Equal(1, pool.Outstanding);
        reader.Advance(space.Length);
        Assert.True(reader.TryRead(out Envelope? envelope));
        Assert.True(space.Span.Overlaps(((SliceSum)envelope.Message).Payload.Span));
        Release([envelope]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(int.MaxValue)]
    public void APayloadInSharedMemoryIsTakenFromItsPlaceHoweverItsFrameIsCut(int pieceMax)
    {
        var pool = new PayloadPool();
        var shelf = new Shelf(pool);
        using var reader = new FrameReader(ConnectionKind.Bulk, pool);
        reader.Share(shelf);
        Envelope[] sent =
        [
            Sum(new Payload(new Draws(3).Bytes(SumBytes))), Beat(1), Sum(new Payload(new Draws(4).Bytes(10))),
        ];
        byte[] placed = shelf.Place(sent[0], 64);
        Assert.InRange(placed.Length, 1, 200);

        List<Envelope> read = Frames.Feed(
            reader,
            [.. Preface.Bytes, .. placed, .. Frames.Bytes(sent[1]), .. shelf.Place(sent[2], 150_000)],
            pieceMax);

        reader.Complete();
        Assert.Equal(sent.Select(PlainText.Of), read.Select(PlainText.Of));
        Release(read);
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void AHeadIsBelievedAsItsBytesCome()
    {
        using var reader = new FrameReader(ConnectionKind.Control, new PayloadPool());
        Frames.Feed(reader, Preface.Bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Frames.Feed(reader, [0, 0, 0x10, 0, 0, 0, 0, 0]);
        Assert.InRange(reader.Space.Length, 1, 64 * 1024);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * 1024);
        Frames.Feed(reader, new byte[60_000]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 60_000, 300_000);
    }

    [Fact]
    public void ALongHeadIsRead()
    {
        var spec = new byte[200_000];
        Envelope[] sent =
        [
            Beat(1),
            .. SampleMessages.All.Where(sample => sample.Message is Joining.JoinAccepted)
                .Select(sample => sample with { Message = (Joining.JoinAccepted)sample.Message with { Spec = spec } }),
            Beat(2),
        ];

        List<Envelope> read =
            Frames.Read(ConnectionKind.Control, new PayloadPool(), [.. sent.SelectMany(Frames.Bytes)]);

        Assert.Equal(sent.Select(PlainText.Of), read.Select(PlainText.Of));
    }

    [Fact]
    public void APayloadUnderWayIsGivenBack()
    {
        var pool = new PayloadPool();
        byte[] frame = Frames.Bytes(Sum(new Payload(new byte[SumBytes])));
        var reader = new FrameReader(ConnectionKind.Bulk, pool);
        Frames.Feed(reader, [.. Preface.Bytes, .. frame.AsSpan(..^1)]);
        Assert.Equal(1, pool.Outstanding);

        reader.Dispose();
        reader.Dispose();

        Assert.Equal(0, pool.Outstanding);
    }

    [Theory]
    [InlineData(3, "the connection ended after 3 bytes of the preface")]
    [InlineData(8 + 5, "the connection ended after 5 bytes of a frame")]
    [InlineData(8 + 30, "the connection ended after 30 bytes of a frame")]
    [InlineData(-1, "SliceSum: the connection ended after 99999 of 100000 bytes of the payload")]
    public void AConnectionThatEndsWithinAFrameIsNoticed(int length, string message)
    {
        byte[] bytes = [.. Preface.Bytes, .. Frames.Bytes(Sum(new Payload(new byte[SumBytes])))];
        using var reader = new FrameReader(ConnectionKind.Bulk, new PayloadPool());
        Frames.Feed(reader, bytes.AsSpan(0, length < 0 ? bytes.Length + length : length));

        Assert.Equal(message, Assert.Throws<ProtocolException>(reader.Complete).Message);
    }

    [Fact]
    public void ReadingAHeartbeatAllocatesLittleMoreThanIt()
    {
        using var reader = new FrameReader(ConnectionKind.Control, new PayloadPool());
        byte[] frame = Frames.Bytes(Beat(1));
        Frames.Feed(reader, [.. Preface.Bytes, .. frame]);
        long least = long.MaxValue;

        // The runtime itself allocates now and then while it compiles: what every read takes is what the least takes.
        for (int round = 0; round < 5; round++)
        {
            frame.CopyTo(reader.Space);
            long before = GC.GetAllocatedBytesForCurrentThread();

            reader.Advance(frame.Length);
            Assert.True(reader.TryRead(out Envelope? envelope));

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(PlainText.Of(Beat(1)), PlainText.Of(envelope));
        }

        Assert.InRange(least, 1, 256);
    }

    private static Envelope Beat(long sequence) =>
        new("/user/a", null, new Heartbeat(sequence, Step.Zero, 1, TimeSpan.Zero));

    private static Envelope Sum(Payload payload) =>
        new("/user/a", null, new SliceSum(1, Step.Zero, 1, new TreeNode(0, 0), 0, SliceEncoding.Dense, 1, 0, payload));

    private static void Release(IEnumerable<Envelope> envelopes)
    {
        foreach (BulkMessage message in envelopes.Select(envelope => envelope.Message).OfType<BulkMessage>())
        {
            message.Release();
        }
    }
}
