using RnnCluster.Kernels.Memory;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Node.Tests.Replicas;

/// <summary>What came damaged is not used: not a bit of it enters a replica.</summary>
public sealed class DamageTests(TinyRun runs) : ReplicaTests(runs)
{
    private static readonly TreeNode Subtree = new(1, 1);
    private static readonly string Hash = new('a', 64);

    /// <summary>Each thing that a message says, and each byte that it carries, another way.</summary>
    public static TheoryData<string> Damages =>
    [
        "sum step", "sum subtree level", "sum subtree index", "sum slice", "sum encoding", "sum digest",
        "sum digest high", "sum first byte", "sum last byte", "sum length", "sum checksum",
        "average step", "average slice", "average encoding", "average squares", "average squares count",
        "average byte", "report step", "report subtree", "report loss", "report digest", "report carried",
        "report carried checksum", "report offset", "report total", "carried offset", "carried total",
        "carried step", "carried subtree", "carried byte", "state hash", "state step",
        "state offset", "state total", "state byte", "data hash", "data offset", "data total", "data byte",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public void AnotherBitAnywhereIsAnotherChecksum(string damage)
    {
        BulkMessage whole = MessageChecks.Sealed(MessageOf(damage));
        Assert.True(MessageChecks.IsWhole(whole));

        Assert.False(MessageChecks.IsWhole(Damaged(damage, whole)));
    }

    /// <summary>A payload is hashed in parts: each of them counts, and so does the rest.</summary>
    [Theory]
    [InlineData("sum")]
    [InlineData("average")]
    [InlineData("report")]
    [InlineData("carried")]
    [InlineData("state")]
    [InlineData("data")]
    public void ABitThatFlipsInAnyPartOfALongPayloadIsFound(string message)
    {
        BulkMessage whole = MessageChecks.Sealed(MessageOf(message, new byte[(3 * BulkChecksum.PartBytes) + 5]));
        Assert.True(MessageChecks.IsWhole(whole));
        Span<byte> bytes = whole.Payload.Span;
        for (int part = 0; part < bytes.Length; part += BulkChecksum.PartBytes)
        {
            foreach (int place in new[] { part, Math.Min(bytes.Length, part + BulkChecksum.PartBytes) - 1 })
            {
                bytes[place] ^= 0x40;
                Assert.False(MessageChecks.IsWhole(whole));
                bytes[place] ^= 0x40;
            }
        }

        Assert.True(MessageChecks.IsWhole(whole));
    }

    [Fact]
    public void WhatAWorkerSendsIsWhole()
    {
        ReplicaRig rig = Worker();
        (IReadOnlyList<SliceSum> sums, ShardReport report) = rig.Compute(ReplicaRig.All);

        Assert.All(sums, sum => Assert.True(MessageChecks.IsWhole(sum)));
        Assert.True(MessageChecks.IsWhole(report));
        foreach (SliceSum sum in sums)
        {
            sum.Release();
        }

        report.Release();
    }

    [Theory]
    [InlineData(DamagedPart.SliceAverage)]
    [InlineData(DamagedPart.CarriedState)]
    public void AReplicaThatLacksAPartOfAStepStaysThereUntilItGetsAState(DamagedPart part)
    {
        ReplicaRig first = Worker();
        ReplicaRig second = Worker();
        UInt128 digest = second.Home.Digest;
        second.Tell(part == DamagedPart.SliceAverage
            ? new ReplicaRequest.StoreAverage(new SliceAverage(
                ReplicaRig.Term, Step.Zero, 0, SliceEncoding.Dense, [1], Checksum: 1, second.Pool.Rent(4)))
            : new ReplicaRequest.StoreCarried(new CarriedState(
                ReplicaRig.Term, Step.Zero, ReplicaRig.All, 0, 4, Checksum: 1, second.Pool.Rent(4))));
        Assert.Equal(
            new ReplicaReply.PartDamaged(Step.Zero, part), second.Asker.ExpectMsg<ReplicaReply.PartDamaged>());

        // What was asked for before the news of it came back.
        second.Tell(new ReplicaRequest.Apply(Step.Zero, 1));
        second.Asker.ExpectNoMsg();
        Assert.Equal((Step.Zero, digest), (second.Step, second.Home.Digest));

        second.Tell(new ReplicaRequest.LoadSnapshot(first.TakeSnapshot()));
        Assert.Equal(Step.Zero, second.Asker.ExpectMsg<ReplicaReply.SnapshotLoaded>().Step);
        first.MakeStep(second);
    }

    [Fact]
    public void ADamagedPartOfAStateIsToldAtOnceAndTheStateRefusedWithItsLastPart()
    {
        ReplicaRig first = Worker();
        ReplicaRig second = Worker();
        SnapshotChunk whole = first.TakeSnapshot();
        SnapshotChunk begin = second.PartOf(whole, 0, 100);
        SnapshotChunk end = second.PartOf(whole, 100, (int)whole.Total - 100);
        whole.Release();
        begin.Payload.Span[50] ^= 1;
        second.Tell(new ReplicaRequest.LoadSnapshot(begin));
        Assert.Equal(
            new ReplicaReply.PartDamaged(Step.Zero, DamagedPart.StatePart),
            second.Asker.ExpectMsg<ReplicaReply.PartDamaged>());
        second.Asker.ExpectNoMsg();
        second.Tell(new ReplicaRequest.LoadSnapshot(end));

        Assert.Equal(
            new ReplicaReply.SnapshotRefused("parts of the state came damaged"),
            second.Asker.ExpectMsg<ReplicaReply.SnapshotRefused>());
        first.MakeStep(second);
    }

    private static BulkMessage MessageOf(string damage, byte[]? bytes = null)
    {
        var payload = new Payload(bytes ?? [1, 2, 3, 4, 5, 6, 7, 8]);
        return damage.Split(' ')[0] switch
        {
            "sum" => new SliceSum(1, new Step(5), 1, Subtree, 3, SliceEncoding.Dense, 77, 0, payload),
            "average" => new SliceAverage(1, new Step(5), 3, SliceEncoding.Dense, [0.5, 0.25], 0, payload),
            "report" => new ShardReport(1, new Step(5), 1, Subtree, 2.5, TimeSpan.Zero, 77, 8, 16, 0, 0, payload),
            "carried" => new CarriedState(1, new Step(5), Subtree, 8, 16, 0, payload),
            "state" => new SnapshotChunk(1, new Step(5), new byte[32], 8, 16, 0, payload),
            "data" => new ContentChunk(Hash, 8, 16, 0, payload),
            _ => throw new ArgumentOutOfRangeException(nameof(damage)),
        };
    }

    private static BulkMessage Damaged(string damage, BulkMessage whole) => (damage, whole) switch
    {
        ("sum step", SliceSum sum) => sum with { Step = new Step(4) },
        ("sum subtree level", SliceSum sum) => sum with { Subtree = new TreeNode(0, 1) },
        ("sum subtree index", SliceSum sum) => sum with { Subtree = new TreeNode(1, 0) },
        ("sum slice", SliceSum sum) => sum with { Slice = 2 },
        ("sum encoding", SliceSum sum) => sum with { Encoding = SliceEncoding.Rows },
        ("sum digest", SliceSum sum) => sum with { Digest = 76 },
        ("sum digest high", SliceSum sum) => sum with { Digest = sum.Digest | (UInt128.One << 127) },
        ("sum first byte", _) => Flipped(whole, 0),
        ("sum last byte", _) => Flipped(whole, 7),
        ("sum length", SliceSum sum) => sum with { Payload = new Payload(sum.Payload.Memory[..7]) },
        ("sum checksum", SliceSum sum) => sum with { Checksum = sum.Checksum ^ (1ul << 63) },
        ("average step", SliceAverage average) => average with { Step = new Step(4) },
        ("average slice", SliceAverage average) => average with { Slice = 2 },
        ("average encoding", SliceAverage average) => average with { Encoding = SliceEncoding.Rows },
        ("average squares", SliceAverage average) => average with { Squares = [0.5, Math.BitIncrement(0.25)] },
        ("average squares count", SliceAverage average) => average with { Squares = [0.5] },
        ("average byte", _) => Flipped(whole, 3),
        ("report step", ShardReport report) => report with { Step = new Step(4) },
        ("report subtree", ShardReport report) => report with { Subtree = new TreeNode(1, 0) },
        ("report loss", ShardReport report) => report with { Loss = Math.BitIncrement(2.5) },
        ("report digest", ShardReport report) => report with { Digest = 76 },
        ("report carried", _) => Flipped(whole, 3),
        ("report carried checksum", ShardReport report) =>
            report with { CarriedChecksum = report.CarriedChecksum ^ 1 },
        ("report offset", ShardReport report) => report with { Offset = 0 },
        ("report total", ShardReport report) => report with { Total = 17 },
        ("carried offset", CarriedState state) => state with { Offset = 0 },
        ("carried total", CarriedState state) => state with { Total = 17 },
        ("carried step", CarriedState state) => state with { Step = new Step(4) },
        ("carried subtree", CarriedState state) => state with { Subtree = new TreeNode(1, 0) },
        ("carried byte", _) => Flipped(whole, 3),
        ("state hash", SnapshotChunk chunk) => chunk with { Sha256 = (byte[])[1, .. new byte[31]] },
        ("state step", SnapshotChunk chunk) => chunk with { Step = new Step(4) },
        ("state offset", SnapshotChunk chunk) => chunk with { Offset = 7 },
        ("state total", SnapshotChunk chunk) => chunk with { Total = 17 },
        ("state byte", _) => Flipped(whole, 3),
        ("data hash", ContentChunk chunk) => chunk with { Hash = "b" + Hash[1..] },
        ("data offset", ContentChunk chunk) => chunk with { Offset = 7 },
        ("data total", ContentChunk chunk) => chunk with { Total = 17 },
        ("data byte", _) => Flipped(whole, 3),
        _ => throw new ArgumentOutOfRangeException(nameof(damage)),
    };

    private static BulkMessage Flipped(BulkMessage message, int place)
    {
        message.Payload.Span[place] ^= 0x40;
        return message;
    }
}
