using RnnCluster.Node.Replicas;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Coordinator.Tests;

/// <summary>
/// An answer that is not what its sender computed is no answer. It says nothing about its sender, who is not taken out
/// for it, but it is counted.
/// </summary>
public sealed class DamageTests : CoordinatorTests
{
    private static readonly TreeNode Half = new(2, 1);

    [Theory]
    [InlineData("bytes", DamagedPart.SliceSum)]
    [InlineData("step", DamagedPart.SliceSum)]
    [InlineData("subtree", DamagedPart.SliceSum)]
    [InlineData("slice", DamagedPart.SliceSum)]
    [InlineData("encoding", DamagedPart.SliceSum)]
    [InlineData("digest", DamagedPart.SliceSum)]
    [InlineData("loss", DamagedPart.ShardReport)]
    [InlineData("carried", DamagedPart.ShardReport)]
    public void AnAnswerThatIsNotWholeIsCountedAndIsNoAnswer(string what, DamagedPart part)
    {
        CoordinatorRig rig = Create().Start();
        WorkerPeer worker = rig.Connect("worker-1");
        worker.BecomeUp();
        SliceSum sum = Sum(worker.Pool);
        ShardReport report = Report(worker.Pool);
        Protocol.BulkMessage sent = what switch
        {
            "bytes" => Flipped(sum),
            "step" => sum with { Step = sum.Step.Next },
            "subtree" => sum with { Subtree = new TreeNode(2, 0) },
            "slice" => sum with { Slice = 1 },
            "encoding" => sum with { Encoding = SliceEncoding.Rows },
            "digest" => sum with { Digest = sum.Digest ^ 1 },
            "loss" => report with { Loss = Math.BitIncrement(1.0) },
            "carried" => Flipped(report),
            _ => throw new ArgumentOutOfRangeException(nameof(what)),
        };
        (part == DamagedPart.SliceSum ? (Protocol.BulkMessage)report : sum).Release();
        worker.Say(sent);

        DamageDetected damage = rig.Events.FishForMessage<DamageDetected>();
        Assert.Equal((worker.Id, part, 1), (damage.Node, damage.Part, damage.Count));
        Assert.Equal(0, rig.Pool.Outstanding);
        Assert.Empty(rig.Ends);
        worker.Probe.ExpectNoMsg();
    }

    private static T Flipped<T>(T message)
        where T : Protocol.BulkMessage
    {
        message.Payload.Span[^1] ^= 0x10;
        return message;
    }

    private static SliceSum Sum(PayloadPool pool)
    {
        Payload payload = pool.Rent(4096 * sizeof(float));
        payload.Span.Clear();
        return MessageChecks.Sealed(new SliceSum(
            CoordinatorRig.Term, Step.Zero, 1, Half, 0, SliceEncoding.Dense, CoordinatorRig.Digest, 0, payload));
    }

    private static ShardReport Report(PayloadPool pool) => MessageChecks.Sealed(new ShardReport(
        CoordinatorRig.Term,
        Step.Zero,
        1,
        Half,
        Loss: 1,
        TimeSpan.FromSeconds(1),
        CoordinatorRig.Digest,
        0,
        4 * CoordinatorRig.CarriedBytes,
        0,
        0,
        pool.Rent(4 * CoordinatorRig.CarriedBytes)));
}
