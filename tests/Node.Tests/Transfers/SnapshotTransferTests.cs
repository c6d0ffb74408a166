using RnnCluster.Learning.Snapshots;
using RnnCluster.Node.Replicas;
using RnnCluster.Node.Tests.Replicas;
using RnnCluster.Node.Transfers;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Tests.Transfers;

/// <summary>States on their way to workers who take them part by part, while the replica moves on.</summary>
public sealed class SnapshotTransferTests(TinyRun runs) : ReplicaTests(runs)
{
    private static readonly TransferLimits Limits = new() { PartBytesMax = 10_000, PartsInFlightMax = 2 };

    [Fact]
    public async Task WhatArrivesIsTheStateOfOneStepThoughTheReplicaMovesOn()
    {
        ReplicaRig first = Coordinator();
        ReplicaRig second = Worker();
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher worker = rig.Worker("worker");
        first.MakeStep();
        UInt128 digest = first.Home.Digest;
        rig.SendSnapshot(new Step(1), worker);
        rig.ExpectTake(new Step(1));
        ReplicaSnapshot copy = rig.Copy(first.Home);
        first.MakeStep();
        Load(rig, worker, copy, part =>
        {
            second.Tell(new ReplicaRequest.LoadSnapshot(part));
            return true;
        });

        Assert.Equal(
            new ReplicaReply.SnapshotLoaded(new Step(1), digest, Amendments: 0),
            second.Asker.ExpectMsg<ReplicaReply.SnapshotLoaded>());
    }

    [Fact]
    public async Task NoMorePartsAreUnderWayThanTheWorkerHasLeftOpen()
    {
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendSnapshot(Step.Zero, worker);
        ReplicaSnapshot copy = rig.Copy(Worker().Home);
        Assert.True(copy.Chunks.Count > 5, $"{copy.Chunks.Count} parts");
        for (long offset = 0; offset < 3L * Limits.PartBytesMax; offset += Limits.PartBytesMax)
        {
            worker.Hears.ExpectMsg<SnapshotChunk>(part => part.Offset == offset).Release();
            worker.Hears.ExpectMsg<SnapshotChunk>(part => part.Offset == offset + Limits.PartBytesMax).Release();
            worker.Hears.ExpectNoMsg();
            rig.Take(worker, copy.Head.Sha256, offset);
            offset += Limits.PartBytesMax;
            rig.Take(worker, copy.Head.Sha256, offset);
        }

        worker.Hears.ExpectMsg<SnapshotChunk>().Release();
        worker.Hears.ExpectMsg<SnapshotChunk>().Release();
    }

    [Fact]
    public async Task AllWhoJoinAtAStepShareOneCopy()
    {
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher first = rig.Worker("first");
        TransferRig.Fetcher second = rig.Worker("second");
        rig.SendSnapshot(Step.Zero, first);
        rig.SendSnapshot(Step.Zero, second);
        ReplicaSnapshot copy = rig.Copy(Worker().Home);

        rig.ExpectTake(Step.Zero);
        rig.Replica.ExpectNoMsg();
        Load(rig, first, copy, Given);
        Assert.Equal(copy.Chunks.Count, rig.Pool.Outstanding);
        Load(rig, second, copy, Given);
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public async Task WhoeverIsLostGivesTheCopyBack()
    {
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendSnapshot(Step.Zero, worker);
        ReplicaSnapshot copy = rig.Copy(Worker().Home);
        Take(worker, 2);
        Assert.Equal(copy.Chunks.Count, rig.Pool.Outstanding);
        rig.Stop(worker.Address);

        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public async Task ACopyForSomebodyWhoHasGoneIsGivenBackAtOnce()
    {
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendSnapshot(Step.Zero, worker);
        rig.Stop(worker.Address);
        rig.Copy(Worker().Home);

        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public async Task WhoTakesNothingForTooLongGivesTheCopyBack()
    {
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendSnapshot(Step.Zero, worker);
        rig.Copy(Worker().Home);
        Take(worker, 2);
        rig.Advance(TimeSpan.FromSeconds(12));

        Assert.Equal(worker.Address, rig.Parent.ExpectMsg<TransferStalled>().To);
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    [Fact]
    public async Task ALaterStateTakesThePlaceOfTheOneUnderWay()
    {
        ReplicaRig replica = Worker();
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher worker = rig.Worker("worker");
        rig.SendSnapshot(Step.Zero, worker);
        rig.Copy(replica.Home);
        Take(worker, 2);
        replica.MakeStep();
        rig.SendSnapshot(new Step(1), worker);
        Assert.Equal(0, rig.Pool.Outstanding);
        ReplicaSnapshot copy = rig.Copy(replica.Home);

        Load(rig, worker, copy, part => Given(part) && part.Step == new Step(1));
    }

    [Fact]
    public async Task WhoComesWhenThereIsNoRoomGetsALaterState()
    {
        ReplicaRig replica = Worker();
        await using var rig = new TransferRig(Limits);
        TransferRig.Fetcher[] workers = [.. Enumerable.Range(0, 4).Select(number => rig.Worker($"worker-{number}"))];
        for (int step = 0; step < workers.Length; step++)
        {
            rig.SendSnapshot(new Step(step), workers[step]);
            if (step < Limits.CopiesMax)
            {
                rig.ExpectTake(new Step(step));
                rig.Copy(replica.Home);
                Take(workers[step], 2);
            }

            rig.Replica.ExpectNoMsg();
            replica.MakeStep();
        }

        rig.Stop(workers[0].Address);
        rig.ExpectTake(new Step(2));
        ReplicaSnapshot copy = rig.Copy(replica.Home);
        Load(rig, workers[2], copy, part => Given(part) && part.Step == new Step(4));
        Load(rig, workers[3], copy, part => Given(part) && part.Step == new Step(4));
        rig.Replica.ExpectNoMsg();
    }

    [Fact]
    public async Task WhoIsSlowGoesOnAsLongAsNobodyNeedsTheRoom()
    {
        ReplicaRig replica = Worker();
        await using var rig = new TransferRig(Limits with { CopiesMax = 1 });
        TransferRig.Fetcher slow = rig.Worker("slow");
        TransferRig.Fetcher other = rig.Worker("other");
        rig.SendSnapshot(Step.Zero, slow);
        rig.ExpectTake(Step.Zero);
        ReplicaSnapshot copy = rig.Copy(replica.Home);
        for (int part = 0; part < 8; part++)
        {
            Take(slow, 1);
            rig.Advance(TimeSpan.FromSeconds(9));
            rig.Take(slow, copy.Head.Sha256, (long)part * Limits.PartBytesMax);
        }

        rig.Parent.ExpectNoMsg();
        rig.SendSnapshot(new Step(1), other);
        rig.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            new TransferStalled(slow.Address, "did not take the state in 60 s, and others wait"),
            rig.Parent.ExpectMsg<TransferStalled>());
        rig.ExpectTake(new Step(1));
        Take(slow, 2);
    }

    /// <summary>Takes all parts of a copy in order.</summary>
    private static void Load(
        TransferRig rig, TransferRig.Fetcher worker, ReplicaSnapshot copy, Predicate<SnapshotChunk> use)
    {
        string hash = copy.Head.Sha256;
        int parts = copy.Chunks.Count;
        for (int part = 0; part < parts; part++)
        {
            long offset = (long)part * Limits.PartBytesMax;
            SnapshotChunk chunk = worker.Hears.ExpectMsg<SnapshotChunk>(chunk => chunk.Offset == offset);
            rig.Take(worker, hash, offset);
            Assert.True(use(chunk));
        }

        worker.Hears.ExpectNoMsg();
    }

    private static bool Given(SnapshotChunk part)
    {
        part.Release();
        return true;
    }

    private static void Take(TransferRig.Fetcher worker, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            worker.Hears.ExpectMsg<SnapshotChunk>().Release();
        }
    }
}
