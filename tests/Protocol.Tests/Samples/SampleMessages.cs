using System.Text;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Wire;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Samples;

/// <summary>One message of each type, whose bytes are pinned in golden.txt.</summary>
internal static class SampleMessages
{
    private const ulong Check = 0xFEDCBA9876543210;
    private const string Hash = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    private static readonly UInt128 Digest = new(0x0123456789ABCDEF, 0xFEDCBA9876543210);
    private static readonly RunId Run = new(Digest, ~Digest);
    private static readonly NodeId Anna = new("anna");
    private static readonly NodeId Bert = new("bert-2.local");
    private static readonly Step At = new(1_000);
    private static readonly byte[] Sha256 = Convert.FromHexString(Hash);
    private static readonly TreeNode[] Subtrees = [new(1, 0), new(0, 2)];
    private static readonly Assignment[] Assignments = [new(Anna, Subtrees), new(Bert, [new(0, 3)])];

    private static readonly StepTimes Times = new(
        TimeSpan.Zero,
        TimeSpan.FromMilliseconds(12),
        TimeSpan.FromMilliseconds(25.5),
        TimeSpan.FromMilliseconds(1),
        TimeSpan.FromMilliseconds(3),
        TimeSpan.Zero,
        TimeSpan.FromSeconds(1));

    public static IReadOnlyList<Envelope> All { get; } =
    [
        .. Joining(), .. Rounds(), .. Health(), .. Events(), .. Commands(),
    ];

    private static Payload Payload(int length) =>
        new(Enumerable.Range(0, length).Select(index => (byte)(0xF0 + index)).ToArray());

    private static Envelope[] Joining() =>
    [
        Envelope(new Hello(1, 1, Digest, ConnectionKind.Bulk, Anna, 3, Run, 8, "avx512")),
        Envelope(new Welcome(Bert, 1, Run: null)),
        Envelope(new Refused("Another protocol: update the worker.")),
        Envelope(new SharedMemoryOffered("rnncluster-0123456789abcdef0123456789abcdef", 1_073_741_824)),
        Envelope(new SharedMemoryAnswered(true)),
        Envelope(new JoinRequest(Anna, 3, "höst", 4_711, 8, 4, "avx512", "0.1.0", Run, At, Digest)),
        Envelope(new JoinAccepted(
            Bert, 1, Run, Encoding.UTF8.GetBytes("""{"steps":20}"""), 99, Hash, 5_000_000_000, 64,
            TimeSpan.FromMilliseconds(500), 50, "10.0.0.1:7071", 70_000)),
        Envelope(new JoinRefused("The run is over.")),
        Envelope(new ContentRequest(Hash)),
        Envelope(new ContentChunk(Hash, 1_048_576, 2_000_000, Check, Payload(3))),
        Envelope(new SnapshotRequest(1)),
        Envelope(new SnapshotChunk(1, At, Sha256, 0, 70_000, Check, Payload(5))),
        Envelope(new ReplicaReady(1, At, Digest)),
        Envelope(new PartTaken(Hash, 1_048_576)),
    ];

    private static Envelope[] Rounds() =>
    [
        Envelope(new PlanAnnounced(1, 2, At, new Step(20_000), [Anna, Bert], Assignments)),
        Envelope(new ShardsAssigned(1, At, 2, Subtrees, AssignmentReason.Speculated)),
        Envelope(new SliceSum(1, At, 2, new TreeNode(2, 1), 17, SliceEncoding.Rows, Digest, Check, Payload(8))),
        Envelope(new SliceAverage(1, At, 17, SliceEncoding.Dense, [0.5, double.NaN], Check, Payload(0))),
        Envelope(new ShardReport(
            1, At, 2, new TreeNode(0, 1_023), 123.25, TimeSpan.FromMilliseconds(12.5), Digest, 1_048_576, 1_048_580,
            1, Check, Payload(4))),
        Envelope(new CarriedState(1, At, new TreeNode(10, 0), 0, 2, Check, Payload(2))),
        Envelope(new RoundClosed(1, At, 2_345.5, 0, Subtrees)),
        Envelope(new StepApplied(1, At.Next, Digest, Times)),
        Envelope(new AmendmentAppended(1, 0, At, 0.001)),
        Envelope(new DamageFound(At, DamagedPart.Head)),
    ];

    private static Envelope[] Health() =>
    [
        Envelope(new Heartbeat(70_000, At, 250L * 1024 * 1024, TimeSpan.FromMilliseconds(1.5))),
        Envelope(new HeartbeatReply(70_000)),
        Envelope(new LeaveRequest("SIGTERM")),
        Envelope(new LeaveGranted()),
        Envelope(new Expelled("Silent for 2 s.")),
        Envelope(new RunEnded(At, "", IsComplete: false, "Stopped.")),
        Envelope(new Presence(Anna, 3, 70_000)),
    ];

    private static Envelope[] Events() =>
    [
        Envelope(new StepCompleted(At, 1.5, 0.001, 0.25, IsClipped: true, Digest, TimeSpan.FromMilliseconds(40))),
        Envelope(new RunValidated(At, 1.75, TimeSpan.FromMilliseconds(90))),
        Envelope(new CheckpointWritten(
            At, Hash, 12_345_678, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(5),
            TimeSpan.FromMilliseconds(8))),
        Envelope(new AmendmentAccepted(0, At, 0.002)),
        Envelope(new PlanChanged(2, At, Assignments)),
        Envelope(new ShardsMoved(At, Anna, Bert, Subtrees, AssignmentReason.Reassigned)),
        Envelope(new MemberChanged(Anna, 3, MemberState.Down, "Connection closed.", TimeSpan.FromMilliseconds(70))),
        Envelope(new RunWaiting(IsWaiting: true, 1, 2)),
        Envelope(new RunWarned("The disk is nearly full.")),
        Envelope(new RunStopped(At, Hash, IsComplete: true, "All steps are done.")),
        Envelope(new StepMeasured(Anna, At, 3, Times)),
        Envelope(new MemberJoined(Anna, 3, "höst", 4_711, 8, 4, "avx512", "0.1.0", IsLocal: false)),
        Envelope(new MemberHeard(Anna, At, 250L * 1024 * 1024, TimeSpan.FromMilliseconds(1.5))),
        Envelope(new RunPaused(IsPaused: true)),
        Envelope(new SampleWritten(At, "To be")),
        Envelope(new OperatorActed("127.0.0.1", "drain anna", IsAccepted: false, "There is none.")),
        Envelope(new WindowSampled(
            At, "rnn.l0", [0.5, 0.75], [1e-3, 0.25], ["input", "forget"], [0.125, 0], [0, 0.5], 2)),
        Envelope(new ParameterSampled(
            At, "rnn.weight_ih_l0", new Histogram(-1, 1, 0, 0.5, [1, 2, 300]), new Histogram(0, 0, 0, 0, []))),
        Envelope(new DamageDetected(Anna, At, DamagedPart.SliceAverage, 3)),
    ];

    private static Envelope[] Commands() =>
    [
        Envelope(new PauseRun()),
        Envelope(new ResumeRun()),
        Envelope(new CheckpointNow()),
        Envelope(new SetLearningRate(0.002, From: null)),
        Envelope(new DrainWorker(Anna)),
        Envelope(new StopRun("Enough.")),
        Envelope(new CommandReply(IsAccepted: true, "Done.")),
    ];

    private static Envelope Envelope(Message message) => new("/user/b", "/user/a", message);
}
