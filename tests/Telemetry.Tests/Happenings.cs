using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Telemetry.Tests;

/// <summary>Events of a run, as short to write as a test wants them.</summary>
internal static class Happenings
{
    /// <summary>One of each kind that leaves a trace somewhere, as a short run publishes them.</summary>
    public static IReadOnlyList<RunEvent> All { get; } =
    [
        Joined("worker-1"),
        Changed("worker-1", MemberState.Up),
        Heard("worker-1"),
        Completed(1),
        Measured("worker-1", 1),
        new ShardsMoved(
            new Step(2),
            new NodeId("worker-1"),
            new NodeId("worker-2"),
            [new TreeNode(1, 0)],
            AssignmentReason.Reassigned),
        new DamageDetected(new NodeId("worker-1"), new Step(2), DamagedPart.SliceAverage, 1),
        new RunValidated(new Step(1), 2.5, TimeSpan.FromSeconds(1)),
        Checkpoint(1),
        new RunWarned("so it goes"),
    ];

    public static StepCompleted Completed(long step, double loss = 3, double seconds = 0.2, bool isClipped = false) =>
        new(new Step(step), loss, 0.01, 1.5, isClipped, 7, TimeSpan.FromSeconds(seconds));

    public static StepMeasured Measured(string node, long step) => new(
        new NodeId(node),
        new Step(step),
        4,
        new StepTimes(Ms(1), Ms(20), Ms(40), Ms(10), Ms(5), Ms(3), Ms(2)));

    public static MemberJoined Joined(string node) =>
        new(new NodeId(node), 1, "host", 42, 8, 4, "avx512", "1.2.3", IsLocal: false);

    public static MemberChanged Changed(string node, MemberState state) =>
        new(new NodeId(node), 1, state, "because", TimeSpan.Zero);

    public static MemberHeard Heard(string node) =>
        new(new NodeId(node), new Step(1), 250_000_000, Ms(2));

    public static CheckpointWritten Checkpoint(long step) =>
        new(new Step(step), "hash", 1_000_000, Ms(3), Ms(20), Ms(700));

    public static RunStopped Stopped(bool isComplete, string hash) =>
        new(new Step(1), hash, isComplete, "because");

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
