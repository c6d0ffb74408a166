using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Tests.Standing;

/// <summary>Histories of runs that begin at step 10: fold, page and metrics must tell the same of each.</summary>
public static class EventHistories
{
    private static readonly NodeId Anna = new("anna");
    private static readonly NodeId Bert = new("bert");
    private static readonly RunEvent Plan =
        new PlanChanged(1, new Step(10), [new Assignment(Anna, [new TreeNode(3, 0)])]);

    private static readonly RunEvent NoPlan = new PlanChanged(2, new Step(10), []);
    private static readonly RunEvent Joined = new MemberJoined(Anna, 1, "host", 1, 2, 2, "avx2", "0.1.0", false);

    private static readonly Dictionary<string, (Known Known, RunEvent[] Events)> All = new(StringComparer.Ordinal)
    {
        ["nothing"] = (At("waiting"), []),
        ["a node before the first plan"] = (At("waiting"), [Joined, Is(MemberState.Up)]),
        ["an empty plan"] = (At("waiting"), [NoPlan]),
        ["a plan"] = (At("running"), [Joined, Is(MemberState.Up), Plan]),
        ["a step without a plan"] = (At("running", step: 11), [Made(11)]),
        ["too few workers"] = (At("waiting"), [Plan, new RunWaiting(true, 0, 1)]),
        ["enough workers again"] = (At("running"), [Plan, new RunWaiting(true, 0, 1), new RunWaiting(false, 1, 1)]),
        ["enough workers before a plan"] = (At("waiting"), [new RunWaiting(true, 0, 1), new RunWaiting(false, 1, 1)]),
        ["paused"] = (At("paused"), [Plan, new RunPaused(true), NoPlan]),
        ["paused before a plan"] = (At("paused"), [new RunPaused(true)]),
        ["paused and short of workers"] = (At("paused"), [Plan, new RunWaiting(true, 0, 1), new RunPaused(true)]),
        ["going on"] = (At("running"), [Plan, new RunPaused(true), new RunPaused(false)]),
        ["completed"] = (At("completed"), [Plan, new RunPaused(true), Ended(isComplete: true, Hash)]),
        ["stopped"] = (At("stopped"), [Plan, Ended(isComplete: false, Hash)]),
        ["failed"] = (At("failed"), [Plan, Ended(isComplete: false, "")]),
        ["steps made again"] = (At("running", step: 12), [Plan, Made(11), Made(12), Made(13), Made(11), Made(12)]),
        ["lost while joining"] = (At("waiting", failures: 1), [Joined, Is(MemberState.Down)]),
        ["lost while syncing"] = (
            At("waiting", failures: 1), [Joined, Is(MemberState.Syncing), Is(MemberState.Suspected)]),
        ["lost while up"] = (At("running", failures: 1), [Plan, Joined, Is(MemberState.Up), Is(MemberState.Down)]),
        ["suspected, then down"] = (
            At("waiting", failures: 1),
            [Joined, Is(MemberState.Up), Is(MemberState.Suspected), Is(MemberState.Down)]),
        ["suspected, then back, then down"] = (
            At("waiting", failures: 2),
            [Joined, Is(MemberState.Up), Is(MemberState.Suspected), Is(MemberState.Up), Is(MemberState.Down)]),
        ["drained"] = (At("waiting"), [Joined, Is(MemberState.Up), Is(MemberState.Draining), Is(MemberState.Down)]),
        ["down without having joined"] = (At("waiting"), [Is(MemberState.Down)]),
        ["gone after the end"] = (
            At("completed"), [Plan, Joined, Is(MemberState.Up), Ended(isComplete: true, Hash), Is(MemberState.Down)]),
        ["shards that moved"] = (
            At("running", reassigned: 4, speculated: 2),
            [Plan, Moved(2, AssignmentReason.Reassigned), Moved(1, AssignmentReason.Speculated)]),
    };

    private static string Hash => new('a', 64);

    /// <summary>The names.</summary>
    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>A history.</summary>
    public static (Known Known, IReadOnlyList<RunEvent> Events) Of(string name) => All[name];

    private static Known At(
        string state, long step = 10, long failures = 0, long reassigned = 0, long speculated = 0) =>
        new(state, step, failures, reassigned, speculated);

    private static StepCompleted Made(long step) =>
        new(new Step(step), 1, 0.1, 1, false, 7, TimeSpan.FromSeconds(0.1));

    private static MemberChanged Is(MemberState state) => new(Anna, 1, state, "because", TimeSpan.Zero);

    private static RunStopped Ended(bool isComplete, string hash) => new(new Step(10), hash, isComplete, "the end");

    private static ShardsMoved Moved(int level, AssignmentReason reason) =>
        new(new Step(10), Anna, Bert, [new TreeNode(level, 0)], reason);
}
