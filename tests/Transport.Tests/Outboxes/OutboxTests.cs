using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Outboxes;

namespace RnnCluster.Transport.Tests.Outboxes;

public sealed class OutboxTests
{
    private readonly PayloadPool pool = new();

    [Fact]
    public async Task ABatchIsAllThatWaits()
    {
        var outbox = new Outbox(messagesMax: 10, bytesMax: 1000);
        outbox.TryAdd(Control(1));
        outbox.TryAdd(Bulk(100));
        outbox.TryAdd(Control(2));
        FrameBatch? batch = await outbox.TakeAsync();

        Assert.Equal(3, batch!.Messages);
        Assert.Equal(1, batch.PayloadCount);
        Assert.Equal(batch.Heads.Length + 100, batch.Bytes);
        Assert.True(batch.HeadEndOf(0) < batch.Heads.Length);
        outbox.OnSent(batch, sent: 0);
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public async Task WhoWaitsIsWokenByTheNextMessage()
    {
        var outbox = new Outbox(messagesMax: 10, bytesMax: 1000);
        ValueTask<FrameBatch?> taking = outbox.TakeAsync();
        Assert.False(taking.IsCompleted);
        outbox.TryAdd(Control(1));

        Assert.Equal(1, (await taking)!.Messages);
    }

    [Fact]
    public void WhoAddsToAnIdleInlineOutboxRunsTheLoopItself()
    {
        // As on a compute thread: whoever has a context runs nothing that others wait for.
        SynchronizationContext.SetSynchronizationContext(null);
        var outbox = new Outbox(messagesMax: 10, bytesMax: 1000, isInline: true);
        int thread = 0;
        Task writing = Write();
        Assert.False(writing.IsCompleted);
        outbox.TryAdd(Control(1));

        Assert.True(writing.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);

        async Task Write()
        {
            Assert.Equal(1, (await outbox.TakeAsync().ConfigureAwait(false))!.Messages);
            thread = Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task WhatIsBeingWrittenCountsTowardsTheBounds()
    {
        var outbox = new Outbox(messagesMax: 2, bytesMax: 1000);
        outbox.TryAdd(Control(1));
        FrameBatch? batch = await outbox.TakeAsync();
        Assert.Equal(1, batch!.Messages);
        Assert.Equal(OutboxAnswer.Taken, outbox.TryAdd(Control(2)));
        Assert.Equal(OutboxAnswer.Full, outbox.TryAdd(Control(3)));
    }

    [Fact]
    public async Task WhatIsBeingWrittenCountsTowardsTheBytesToo()
    {
        var outbox = new Outbox(messagesMax: 10, bytesMax: 1000);
        outbox.TryAdd(Bulk(600));
        FrameBatch? batch = await outbox.TakeAsync();
        Envelope tooMuch = Bulk(600);
        Assert.Equal(OutboxAnswer.Full, outbox.TryAdd(tooMuch));
        outbox.OnSent(batch!, sent: 0);
        ((IReleasable)tooMuch.Message).Release();
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public async Task WhatWasWrittenCountsNoLonger()
    {
        var outbox = new Outbox(messagesMax: 1, bytesMax: 1000);
        outbox.TryAdd(Control(1));
        FrameBatch? batch = await outbox.TakeAsync();
        outbox.OnSent(batch!, sent: 0);
        Assert.Equal(OutboxAnswer.Taken, outbox.TryAdd(Control(2)));
    }

    [Fact]
    public async Task AtItsBoundItReleasesWhatWaitsAndTakesNothingMore()
    {
        var outbox = new Outbox(messagesMax: 10, bytesMax: 1000);
        Assert.Equal(OutboxAnswer.Taken, outbox.TryAdd(Bulk(600)));
        Envelope tooMuch = Bulk(600);
        Assert.Equal(OutboxAnswer.Full, outbox.TryAdd(tooMuch));
        Assert.Equal(1, pool.Outstanding);
        Assert.Equal(OutboxAnswer.Closed, outbox.TryAdd(Control(1)));
        Assert.Null(await outbox.TakeAsync());
        ((IReleasable)tooMuch.Message).Release();
    }

    [Fact]
    public async Task ACompleteOneHandsOutWhatWaits()
    {
        var outbox = new Outbox(messagesMax: 10, bytesMax: 1000);
        outbox.TryAdd(Control(1));
        outbox.Complete();
        Assert.Equal(OutboxAnswer.Closed, outbox.TryAdd(Control(2)));
        FrameBatch? batch = await outbox.TakeAsync();
        Assert.Equal(1, batch!.Messages);
        outbox.OnSent(batch, sent: 0);
        Assert.Null(await outbox.TakeAsync());
    }

    [Fact]
    public async Task AMessageThatNobodyWouldTakeLeavesNoTrace()
    {
        var outbox = new Outbox(messagesMax: 10, bytesMax: long.MaxValue);
        Envelope tooLarge = Bulk(Limits.PayloadBytesMax + 1);
        Assert.Throws<ProtocolException>(() => outbox.TryAdd(tooLarge));
        outbox.TryAdd(Control(1));
        FrameBatch? batch = await outbox.TakeAsync();

        Assert.Equal((1, 0), (batch!.Messages, batch.PayloadCount));
        ((IReleasable)tooLarge.Message).Release();
    }

    private static Envelope Control(int number) => new("/x", null, Messages.Control(number));

    private Envelope Bulk(int length) => new("/x", null, Messages.Bulk(0, pool.Rent(length)));
}
