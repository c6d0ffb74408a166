using RnnCluster.Node.Content;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol.Joining;

namespace RnnCluster.Node.Tests.Transfers;

/// <summary>Data on its way to workers who take it part by part.</summary>
public sealed class ContentTransferTests : IAsyncDisposable
{
    private const int PartBytes = 8;

    private readonly TransferRig rig = new(new TransferLimits { PartBytesMax = PartBytes, PartsInFlightMax = 3 });

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(PartBytes)]
    [InlineData(100)]
    public void WhoTakesEachPartGetsItAll(int bytes)
    {
        TokenContent content = Blob(bytes);
        TransferRig.Fetcher worker = rig.Worker("worker");
        var receiver = new ContentReceiver(content.Hash, bytes);
        rig.SendContent(content, worker);

        byte[]? whole = null;
        for (int offset = 0; whole is null; offset += PartBytes)
        {
            ContentChunk part = worker.Hears.ExpectMsg<ContentChunk>();
            Assert.Equal((content.Hash, offset, bytes), (part.Hash, part.Offset, part.Total));
            rig.Take(worker, part.Hash, part.Offset);
            whole = receiver.Accept(part);
        }

        Assert.Equal(content.Bytes.ToArray(), whole);
        worker.Hears.ExpectNoMsg();
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public void NoMorePartsAreMadeThanMayBeUnderWay()
    {
        TokenContent content = Blob(100);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendContent(content, worker);
        Assert.Equal(3, rig.Pool.Outstanding);
        for (int part = 0; part < 10; part++)
        {
            ContentChunk chunk = worker.Hears.ExpectMsg<ContentChunk>();
            chunk.Release();
            Assert.Equal(2, rig.Pool.Outstanding);
            rig.Take(worker, chunk.Hash, chunk.Offset);
            Assert.Equal(3, rig.Pool.Outstanding);
        }

        Release(worker, 3);
    }

    [Fact]
    public void WhatIsSaidOfAnotherPartThanTheNextIsOfAnEarlierTransfer()
    {
        TokenContent content = Blob(100);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendContent(content, worker);
        Release(worker, 3);
        rig.Take(worker, content.Hash, PartBytes);
        rig.Take(worker, Blob(12).Hash, 0);
        worker.Hears.ExpectNoMsg();
        rig.Take(worker, content.Hash, 0);
        Release(worker, 1);
        rig.Take(worker, content.Hash, 0);

        worker.Hears.ExpectNoMsg();
    }

    [Fact]
    public void WhoAsksAgainGetsItFromTheBeginning()
    {
        TokenContent content = Blob(100);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendContent(content, worker);
        Release(worker, 3);
        rig.Take(worker, content.Hash, 0);
        Release(worker, 1);
        rig.SendContent(content, worker);

        Assert.Equal(0, worker.Hears.ExpectMsg<ContentChunk>(part => Given(part)).Offset);
        Release(worker, 2);
        worker.Hears.ExpectNoMsg();
    }

    [Fact]
    public void WhoTakesNothingHoldsUpNobody()
    {
        TokenContent content = Blob(100);
        TransferRig.Fetcher slow = rig.Worker("slow");
        rig.SendContent(content, slow);
        Release(slow, 3);

        WhoTakesEachPartGetsItAll(100);
        slow.Hears.ExpectNoMsg();
    }

    [Fact]
    public void WhoTakesNothingForTooLongIsReportedOnceAndGetsNoMore()
    {
        TokenContent content = Blob(100);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendContent(content, worker);
        Release(worker, 3);
        rig.Advance(TimeSpan.FromSeconds(9));
        rig.Take(worker, content.Hash, 0);
        Release(worker, 1);
        rig.Advance(TimeSpan.FromSeconds(10));
        rig.Parent.ExpectNoMsg();
        rig.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(
            new TransferStalled(worker.Address, "took nothing of what it asked for in 10 s"),
            rig.Parent.ExpectMsg<TransferStalled>());
        rig.Take(worker, content.Hash, PartBytes);
        worker.Hears.ExpectNoMsg();
        rig.Parent.ExpectNoMsg();
    }

    [Fact]
    public void WhoHasGoneIsForgotten()
    {
        TokenContent content = Blob(100);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendContent(content, worker);
        Release(worker, 3);
        rig.Stop(worker.Address);
        rig.Advance(TimeSpan.FromSeconds(30));

        rig.Parent.ExpectNoMsg();
    }

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    /// <summary>Bytes of which no two words are alike.</summary>
    private static TokenContent Blob(int bytes) => TokenContent.Of([.. Enumerable.Range(1, bytes / sizeof(int))]);

    private static bool Given(ContentChunk part)
    {
        part.Release();
        return true;
    }

    private static void Release(TransferRig.Fetcher worker, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            worker.Hears.ExpectMsg<ContentChunk>().Release();
        }
    }
}
