using RnnCluster.Node.Replicas;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Coordinator.Tests;

/// <summary>Answers that cannot be read cost their sender its place, and nobody else anything.</summary>
public sealed class GarbageTests : CoordinatorTests
{
    private const int Dense = 4096 * sizeof(float);
    private static readonly TreeNode Half = new(2, 1);

    public static TheoryData<string, string> Garbage => new()
    {
        { "short", "slice 0, step 0, cannot be read: a slice of 4096 elements came as 3 bytes instead of 16384" },
        { "rows", "slice 0, step 0, cannot be read: a slice of 1 runs came as 4 bytes: its runs do not fit" },
        { "slice", "slice 2, step 0, cannot be read: slice 2 came, there are 0 to 1" },
        { "shards", "slice 0, step 0, cannot be read: there are 8 shards" },
        { "carried", "step 0, cannot be read: carried states came as 31 bytes instead of 32" },
        { "part", "step 0, cannot be read: 24 bytes of carried states from 8 on are no part of 32" },
        { "reported", "step 0, cannot be read: there are 8 shards" },
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public void WhoSendsWhatCannotBeReadIsTakenOutByName(string kind, string words)
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        worker.BecomeUp();
        worker.Say(MessageOf(kind, worker.Pool));

        string reason = worker.Probe.FishForMessage<Expelled>().Reason;
        Assert.EndsWith(words, reason, StringComparison.Ordinal);
        Assert.Equal(
            new RunWarned($"worker-1: {reason}; it is taken out"), rig.Events.FishForMessage<RunWarned>());
        Assert.Equal(reason, rig.Events.FishForMessage<MemberChanged>(told => told.Node == worker.Id).Reason);
        Assert.Equal(0, rig.Pool.Outstanding);
        Assert.Empty(rig.Ends);
    }

    [Fact]
    public void WhatCanBeReadIsTaken()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        worker.BecomeUp();
        worker.Say(MessageOf("good", worker.Pool));
        worker.Say(Report(Half, 4 * CoordinatorRig.CarriedBytes, worker.Pool));

        rig.Local.FishForMessage<CarriedState>().Release();
        worker.Probe.FishForMessage<CarriedState>().Release();
        worker.Probe.ExpectNoMsg();
        Assert.Equal(1, rig.Pool.Outstanding);
        rig.Stop();
    }

    [Fact]
    public void WhoWasTakenOutMayJoinAgainAndIsNotJudgedByWhatItSaidBefore()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        worker.BecomeUp();
        worker.Say(MessageOf("short", worker.Pool));
        _ = worker.Probe.FishForMessage<Expelled>();
        worker.Say(MessageOf("short", worker.Pool));
        worker.Probe.ExpectNoMsg();

        _ = worker.Join();
        worker.Say(MessageOf("short", worker.Pool));
        worker.Say(new SnapshotRequest(CoordinatorRig.Term));
        _ = rig.Replica.FishForMessage<ReplicaRequest.TakeSnapshot>();
        _ = worker.Probe.ExpectMsg<PlanAnnounced>();
        worker.Probe.ExpectNoMsg();
    }

    [Fact]
    public void AnAnswerToAnEarlierCoordinatorIsNobodysFault()
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        worker.BecomeUp();
        worker.Say((SliceSum)MessageOf("short", worker.Pool) with { Term = CoordinatorRig.Term - 1 });
        worker.Say(new DamageFound(Step.Zero, DamagedPart.DataPart));

        _ = rig.Events.FishForMessage<DamageDetected>();
        Assert.Equal(0, rig.Pool.Outstanding);
    }

    private static Message MessageOf(string kind, PayloadPool pool) => kind switch
    {
        "good" => Sum(Half, 0, Dense, pool),
        "short" => Sum(Half, 0, 3, pool),
        "rows" => Sum(Half, 0, 4, pool, SliceEncoding.Rows),
        "slice" => Sum(Half, 2, Dense, pool),
        "shards" => Sum(new TreeNode(2, 2), 0, Dense, pool),
        "carried" => Report(Half, (4 * CoordinatorRig.CarriedBytes) - 1, pool),
        "part" => Report(Half, (4 * CoordinatorRig.CarriedBytes) - 8, pool, offset: 8),
        "reported" => Report(new TreeNode(4, 0), 16 * CoordinatorRig.CarriedBytes, pool),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static SliceSum Sum(
        TreeNode subtree, int slice, int bytes, PayloadPool pool, SliceEncoding encoding = SliceEncoding.Dense)
    {
        Payload payload = pool.Rent(bytes);
        payload.Span.Clear();
        payload.Span[0] = 1;
        return MessageChecks.Sealed(new SliceSum(
            CoordinatorRig.Term, Step.Zero, 1, subtree, slice, encoding, CoordinatorRig.Digest, 0, payload));
    }

    private static ShardReport Report(TreeNode subtree, int bytes, PayloadPool pool, long offset = 0) =>
        MessageChecks.Sealed(new ShardReport(
            CoordinatorRig.Term,
            Step.Zero,
            1,
            subtree,
            Loss: 1,
            TimeSpan.FromSeconds(1),
            CoordinatorRig.Digest,
            offset,
            offset + bytes,
            0,
            0,
            pool.Rent(bytes)));
}
