using RnnCluster.Protocol;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;
using RnnCluster.Transport.Outboxes;

namespace RnnCluster.Transport.Tests.Sharing;

/// <summary>The outbox of a connection whose payloads lie in shared memory.</summary>
public sealed class SharingOutboxTests
{
    private readonly PayloadPool pool = new();

    [LinuxFact]
    public async Task APayloadThatIsPlacedIsReleasedAtOnceAndDoesNotCount()
    {
        using var pair = new SharedPair();
        Outbox outbox = Sharing(pair);

        Assert.Equal(OutboxAnswer.Taken, outbox.TryAdd(Bulk(100_000)));
        Assert.Equal(0, pool.Outstanding);
        Assert.Equal(0, (await outbox.TakeAsync())!.PayloadCount);
    }

    [LinuxFact]
    public void WhatIsNotTakenLeavesNothingInSharedMemory()
    {
        using var pair = new SharedPair();
        Outbox outbox = Sharing(pair);
        Envelope tooLarge = Bulk(Limits.PayloadBytesMax + 1);
        Envelope tooLate = Bulk(100_000);
        Assert.Throws<ProtocolException>(() => outbox.TryAdd(tooLarge));
        outbox.Close();
        Assert.Equal(OutboxAnswer.Closed, outbox.TryAdd(tooLate));

        Assert.Equal(2, pool.Outstanding);
        Assert.Equal(0, pair.Outbox.TryPlace([1]));
    }

    private static Outbox Sharing(SharedPair pair)
    {
        var outbox = new Outbox(messagesMax: 10, bytesMax: 1000);
        outbox.Share(pair.Outbox);
        return outbox;
    }

    private Envelope Bulk(int length) => new("/x", null, Messages.Bulk(0, pool.Rent(length)));
}
