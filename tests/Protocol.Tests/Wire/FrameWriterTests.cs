using System.Text;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Tests.Samples;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Wire;

public sealed class FrameWriterTests
{
    private static readonly Envelope Beat = new("/user/a", "/user/b", new Heartbeat(1, Step.Zero, 1, TimeSpan.Zero));

    [Fact]
    public void ManyFramesLieInOneBufferUntilItIsCleared()
    {
        var writer = new FrameWriter();
        writer.AppendPreface();
        for (int count = 0; count < 1_000; count++)
        {
            Assert.Null(writer.Append(Beat));
        }

        Assert.Equal(Preface.Bytes, writer.Written.Span[..Preface.Length]);
        Assert.Equal(
            1_000,
            Frames.Read(ConnectionKind.Control, new PayloadPool(), writer.Written.Span[Preface.Length..]).Count);
        writer.Clear();
        Assert.Equal(0, writer.Written.Length);
    }

    [Fact]
    public void APayloadIsNotCopiedAndStaysItsHolders()
    {
        var pool = new PayloadPool();
        Payload payload = pool.Rent(100_000);
        var writer = new FrameWriter();

        Payload? returned = writer.Append(Beat with { Message = Carried(payload) });

        Assert.Same(payload, returned);
        Assert.InRange(writer.Written.Length, 1, 100);
        Assert.Equal(1, pool.Outstanding);
        payload.Release();
    }

    [Fact]
    public void AnEmptyPayloadIsNothingToSend()
    {
        Assert.Null(new FrameWriter().Append(Beat with { Message = Carried(new Payload(Memory<byte>.Empty)) }));
    }

    [Fact]
    public void AFrameThatNobodyWouldTakeLeavesNoTrace()
    {
        var writer = new FrameWriter();
        writer.Append(Beat);
        int length = writer.Written.Length;
        TreeNode[] subtrees = [.. Enumerable.Repeat(new TreeNode(0, 1_023), Limits.SubtreesMax)];
        Assignment[] assignments = [.. Enumerable.Repeat(new Assignment(new NodeId("a"), subtrees), 240)];
        var plan = new PlanAnnounced(1, 1, Step.Zero, Step.Zero, [], assignments);

        ProtocolException head = Assert.Throws<ProtocolException>(() => writer.Append(Beat with { Message = plan }));
        var big = new Payload(new byte[Limits.PayloadBytesMax + 1]);
        ProtocolException payload =
            Assert.Throws<ProtocolException>(() => writer.Append(Beat with { Message = Carried(big) }));
        Assert.Throws<InvalidOperationException>(() => writer.Append(Beat with { To = "" }));

        Assert.Equal(
            "PlanAnnounced: a head of at most 1048576 bytes and a payload of at most 0 expected, 1230267 and 0 found",
            head.Message);
        Assert.Equal(
            "CarriedState: a head of at most 16384 bytes and a payload of at most 1048576 expected, 45 and 1048577 "
            + "found",
            payload.Message);
        Assert.Equal(length, writer.Written.Length);
        writer.Append(Beat);
        Assert.Equal(2, Frames.Read(ConnectionKind.Control, new PayloadPool(), writer.Written.Span).Count);
    }

    [Fact]
    public void ASentenceThatIsTooLongIsCutOffBetweenTwoCharacters()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("𝄞", Limits.TextBytesMax));

        Envelope read = Assert.Single(Frames.Read(
            ConnectionKind.Control, new PayloadPool(), Frames.Bytes(Beat with { Message = new StopRun(text) })));

        string reason = ((StopRun)read.Message).Reason;
        Assert.StartsWith(reason, text, StringComparison.Ordinal);
        Assert.Equal(Limits.TextBytesMax - 3, Encoding.UTF8.GetByteCount(reason));
    }

    [Fact]
    public void AWarmWriterAllocatesNothing()
    {
        var writer = new FrameWriter();
        Envelope[] envelopes =
        [
            Beat,
            .. SampleMessages.All.Where(
                sample => sample.Message is SliceSum or SliceAverage or ShardReport or StepApplied),
        ];
        long before = 0;
        for (int round = 0; round < 3; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            writer.Clear();
            foreach (Envelope envelope in envelopes)
            {
                writer.Append(envelope);
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static CarriedState Carried(Payload payload) =>
        new(1, Step.Zero, new TreeNode(0, 0), 0, payload.Length, 0, payload);
}
