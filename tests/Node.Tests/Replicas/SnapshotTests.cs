using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Joining;
using RnnCluster.Shared;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>A state that goes from one replica to another.</summary>
public sealed class SnapshotTests(TinyRun runs) : ReplicaTests(runs)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void WhoGetsAStateGoesOnWithTheSameDigests(int parts)
    {
        ReplicaRig first = Coordinator();
        ReplicaRig second = Worker();
        first.MakeStep();
        first.MakeStep();
        first.Tell(new ReplicaRequest.Amend(new Step(4), 0.002));
        Load(first, second, parts);

        Assert.Equal(
            new ReplicaReply.SnapshotLoaded(new Step(2), first.Home.Digest, Amendments: 1),
            second.Asker.ExpectMsg<ReplicaReply.SnapshotLoaded>());
        for (int step = 0; step < 3; step++)
        {
            first.MakeStep(second);
        }
    }

    [Fact]
    public void AStateOfAnEarlierStepTakesTheReplicaBack()
    {
        ReplicaRig first = Worker();
        ReplicaRig second = Worker();
        second.MakeStep();
        Load(first, second, parts: 1);

        Assert.Equal(Step.Zero, second.Asker.ExpectMsg<ReplicaReply.SnapshotLoaded>().Step);
        first.MakeStep(second);
    }

    [Fact]
    public void WhatWaitsForTheStateIsDoneWithIt()
    {
        ReplicaRig first = Worker();
        ReplicaRig second = Worker();
        first.MakeStep();
        second.AskForSnapshot(new Step(1));
        Load(first, second, parts: 1);

        Assert.Equal(new Step(1), second.Asker.ExpectMsg<ReplicaReply.SnapshotLoaded>().Step);
        SnapshotChunk copy = second.ExpectSnapshot();
        SnapshotChunk original = first.TakeSnapshot();
        Assert.True(original.Payload.Span.SequenceEqual(copy.Payload.Span));
        copy.Release();
        original.Release();
    }

    [Fact]
    public void ADamagedStateIsRefusedAndTakesNothingAway()
    {
        ReplicaRig first = Worker();
        ReplicaRig second = Worker();
        SnapshotChunk whole = first.TakeSnapshot();
        double loss = first.Reduce(second);
        whole.Payload.Span[^1] ^= 1;
        second.Tell(new ReplicaRequest.LoadSnapshot(MessageChecks.Sealed(whole)));

        Assert.StartsWith(
            "the snapshot of step 0 came damaged: its SHA-256 is ",
            second.Asker.ExpectMsg<ReplicaReply.SnapshotRefused>().Reason,
            StringComparison.Ordinal);
        Assert.Equal(first.Apply(loss).Digest, second.Apply(loss).Digest);
    }

    [Fact]
    public void AStateWithAHoleIsRefusedOnceWithItsLastPart()
    {
        ReplicaRig rig = Worker();
        SnapshotChunk[] parts = Parts(rig, rig.TakeSnapshot(), 4);
        parts[1].Release();
        rig.Tell(new ReplicaRequest.LoadSnapshot(parts[0]));
        rig.Tell(new ReplicaRequest.LoadSnapshot(parts[2]));
        rig.Asker.ExpectNoMsg();
        rig.Tell(new ReplicaRequest.LoadSnapshot(parts[3]));

        Assert.Equal(
            $"bytes of the snapshot came from {parts[2].Offset} on, but {parts[1].Offset} are there",
            rig.Asker.ExpectMsg<ReplicaReply.SnapshotRefused>().Reason);
        rig.Asker.ExpectNoMsg();
    }

    [Fact]
    public void AStateWithoutItsBeginningIsRefusedWithItsLastPart()
    {
        ReplicaRig rig = Worker();
        SnapshotChunk[] parts = Parts(rig, rig.TakeSnapshot(), 3);
        parts[0].Release();
        rig.Tell(new ReplicaRequest.LoadSnapshot(parts[1]));
        rig.Asker.ExpectNoMsg();
        rig.Tell(new ReplicaRequest.LoadSnapshot(parts[2]));

        Assert.Equal(
            new ReplicaReply.SnapshotRefused("parts of the state did not come"),
            rig.Asker.ExpectMsg<ReplicaReply.SnapshotRefused>());
    }

    [Fact]
    public void ALastPartThatIsNotOfTheStateThatBeganIsAnsweredToo()
    {
        ReplicaRig rig = Worker();
        SnapshotChunk[] parts = Parts(rig, rig.TakeSnapshot(), 3);
        rig.Tell(new ReplicaRequest.LoadSnapshot(parts[0]));
        parts[2].Release();
        long end = parts[1].Offset + parts[1].Payload.Length;
        rig.Tell(new ReplicaRequest.LoadSnapshot(MessageChecks.Sealed(parts[1] with { Total = end })));

        Assert.Equal(
            new ReplicaReply.SnapshotRefused("parts of the state did not come"),
            rig.Asker.ExpectMsg<ReplicaReply.SnapshotRefused>());
    }

    [Fact]
    public void WhatCannotBeAStateOfTheRunIsRefused()
    {
        ReplicaRig rig = Worker();
        rig.Tell(new ReplicaRequest.LoadSnapshot(
            MessageChecks.Sealed(
                new SnapshotChunk(ReplicaRig.Term, new Step(3), new byte[32], 0, 8, 0, rig.Pool.Rent(8)))));

        Assert.StartsWith(
            "a snapshot of step 3 with 8 bytes cannot be a state of ",
            rig.Asker.ExpectMsg<ReplicaReply.SnapshotRefused>().Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ALaterStateTakesThePlaceOfAnUnfinishedOne()
    {
        ReplicaRig first = Worker();
        ReplicaRig second = Worker();
        SnapshotChunk[] old = Parts(second, first.TakeSnapshot(), 3);
        second.Tell(new ReplicaRequest.LoadSnapshot(old[0]));
        old[1].Release();
        old[2].Release();
        first.MakeStep();
        Load(first, second, parts: 2);

        Assert.Equal(new Step(1), second.Asker.ExpectMsg<ReplicaReply.SnapshotLoaded>().Step);
        second.Asker.ExpectNoMsg();
    }

    private static void Load(ReplicaRig from, ReplicaRig to, int parts)
    {
        foreach (SnapshotChunk part in Parts(to, from.TakeSnapshot(), parts))
        {
            to.Asker.ExpectNoMsg();
            to.Tell(new ReplicaRequest.LoadSnapshot(part));
        }
    }

    /// <summary>Cuts a state; the parts are on loan from whoever loads it.</summary>
    private static SnapshotChunk[] Parts(ReplicaRig rig, SnapshotChunk whole, int count)
    {
        int length = (int)whole.Total / count;
        SnapshotChunk[] parts =
        [
            .. Enumerable.Range(0, count).Select(part => rig.PartOf(
                whole, part * length, part < count - 1 ? length : (int)whole.Total - (part * length))),
        ];
        whole.Release();
        return parts;
    }
}
