using System.Globalization;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Commands;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Health;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Scenarios;

/// <summary>Messages as a transcript shows them.</summary>
internal static class Wording
{
    /// <summary>The digest that a sound state of a step has in scripts.</summary>
    public static UInt128 Digest(Step step) => (UInt128)step.Value + 100;

    public static string Of(Message message) => message switch
    {
        JoinRequest join => $"JoinRequest at step {join.At}, run {(join.Run is null ? "none" : "known")}",
        JoinAccepted accepted => $"JoinAccepted term {accepted.Term}",
        JoinRefused refused => $"JoinRefused: {refused.Reason}",
        SnapshotRequest request => $"SnapshotRequest term {request.Term}",
        ReplicaReady ready => $"ReplicaReady step {ready.Step}",
        PlanAnnounced plan => $"Plan v{plan.Version} from step {plan.From}: {Of(plan.Assignments)}",
        ShardsAssigned more => $"ShardsAssigned step {more.Step}: {Of(more.Subtrees)}, {more.Reason}",
        SliceAverage average => $"SliceAverage step {average.Step} slice {average.Slice}",
        CarriedState carried => $"CarriedState step {carried.Step} {carried.Subtree}",
        RoundClosed closed => string.Create(
            CultureInfo.InvariantCulture,
            $"RoundClosed step {closed.Step}, loss {closed.Loss}, amendments {closed.Amendments}, ")
            + Of(closed.Subtrees),
        AmendmentAppended amendment => string.Create(
            CultureInfo.InvariantCulture,
            $"Amendment {amendment.Index}: rate {amendment.Rate} from step {amendment.From}"),
        StepApplied applied => $"StepApplied step {applied.Step}",
        LeaveRequest leave => $"LeaveRequest: {leave.Reason}",
        LeaveGranted => "LeaveGranted",
        Expelled expelled => $"Expelled: {expelled.Reason}",
        RunEnded ended =>
            $"RunEnded step {ended.Step}, {(ended.IsComplete ? "complete" : "incomplete")}: {ended.Reason}",
        CommandReply reply => $"{(reply.IsAccepted ? "yes" : "no")}: {reply.Text}",
        MemberChanged changed => $"{changed.Node} is {changed.State}: {changed.Reason}",
        PlanChanged changed => $"plan v{changed.Version} from step {changed.From}: {Of(changed.Assignments)}",
        ShardsMoved moved => $"{moved.Reason} {Of(moved.Subtrees)} from {Name(moved.From)} to {moved.To}",
        RunWaiting waiting => waiting.IsWaiting
            ? $"waits: {waiting.Workers} of {waiting.WorkersMin} workers"
            : $"goes on: {waiting.Workers} of {waiting.WorkersMin} workers",
        RunPaused paused => paused.IsPaused ? "paused" : "not paused any more",
        RunWarned warned => $"warning: {warned.Text}",
        RunStopped stopped =>
            $"stopped at step {stopped.Step}, {(stopped.IsComplete ? "complete" : "incomplete")}: {stopped.Reason}",
        DamageFound found => $"DamageFound step {found.Step}: {found.Part}",
        DamageDetected damage => $"damage {damage.Count} of {damage.Node} in step {damage.Step}: {damage.Part}",
        AmendmentAccepted accepted => $"amendment {accepted.Index} accepted",
        _ => throw new InvalidOperationException($"no words for {message}"),
    };

    public static string Of(IEnumerable<TreeNode> subtrees) => string.Join(' ', subtrees);

    private static string Of(IReadOnlyList<Assignment> assignments) => assignments.Count == 0
        ? "nobody"
        : string.Join(", ", assignments.Select(assignment => $"{assignment.Node} {Of(assignment.Subtrees)}"));

    private static string Name(NodeId node) => node == NodeId.None ? "nobody" : node.Name;
}
