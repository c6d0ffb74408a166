using System.Diagnostics;
using System.Globalization;
using RnnCluster.Dashboard.Api;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Dashboard.Runs;

/// <summary>What happened, in a line for people.</summary>
internal static class EventTexts
{
    private const double MiB = 1024 * 1024;

    public static string Of(MemberJoined joined) => joined.Threads == 0
        ? Text($"{joined.Node} is taken in: process {joined.ProcessId} on {joined.Host}")
        : Text($"{joined.Node} is taken in: process {joined.ProcessId} on {joined.Host}, {joined.Threads} threads, ")
            + joined.Lanes;

    public static string Of(MemberChanged member)
    {
        string state = $"{member.Node} is {StateWords.Of(member.State)}";
        return member.Reason.Length == 0 ? state : $"{state}: {member.Reason}";
    }

    public static string Of(PlanChanged plan)
    {
        IEnumerable<string> parts = plan.Assignments
            .OrderBy(assignment => assignment.Node, NodeId.Order)
            .Select(assignment => Text($"{assignment.Node} {assignment.Subtrees.Sum(node => node.ShardCount)}"));
        return Text($"plan {plan.Version} from step {plan.From} on: ") + string.Join(", ", parts) + " shards";
    }

    public static string Of(ShardsMoved moved)
    {
        string shards = string.Join(", ", moved.Subtrees);
        return moved.Reason == AssignmentReason.Reassigned
            ? $"shards {shards} go from {moved.From} to {moved.To}"
            : $"{moved.To} computes shards {shards} of {moved.From} as well";
    }

    public static string Of(RunWaiting waiting) => waiting.IsWaiting
        ? Text($"waits for workers: {waiting.Workers} of {waiting.WorkersMin} are up")
        : Text($"goes on: {waiting.Workers} workers are up");

    public static string Of(RunStopped stopped) => stopped.IsComplete
        ? Text($"completed at step {stopped.Step}")
        : Text($"stopped at step {stopped.Step}: {stopped.Reason}");

    public static string Of(RunValidated validated) => Text(
        $"validation loss {validated.Loss:0.0000} after step {validated.Step}, in {Seconds(validated.Duration)}");

    public static string Of(CheckpointWritten written) => Text(
        $"checkpoint of step {written.Step}, {written.Bytes / MiB:F1} MiB, state {Short(written.StateHash)}");

    public static string Of(AmendmentAccepted amended) => Text(
        $"the learning rate is {amended.Rate} from step {amended.From} on");

    public static string Of(DamageDetected damage) => damage.Part switch
    {
        DamagedPart.SliceSum => Text($"a sum of {damage.Node} came damaged: no answer (damage {damage.Count} there)"),
        DamagedPart.ShardReport =>
            Text($"a report of {damage.Node} came damaged: no answer (damage {damage.Count} there)"),
        DamagedPart.SliceAverage or DamagedPart.CarriedState =>
            Text($"a part of the step came damaged to {damage.Node}: it fetches the state ")
            + Text($"(damage {damage.Count} there)"),
        DamagedPart.StatePart =>
            Text($"a part of the state came damaged to {damage.Node}: asked for again (damage {damage.Count} there)"),
        DamagedPart.DataPart =>
            Text($"a part of the data came damaged to {damage.Node}: asked for again (damage {damage.Count} there)"),
        DamagedPart.Head =>
            Text($"a frame between {damage.Node} and here came damaged: connected anew (damage {damage.Count} there)"),
        _ => throw new UnreachableException(),
    };

    public static string Of(OperatorActed acted) =>
        $"{acted.Who}: {acted.Action}: {(acted.IsAccepted ? "" : "refused: ")}{acted.Answer}";

    public static CheckpointView View(CheckpointWritten written, DateTimeOffset at) => new(
        written.Step.Value,
        written.StateHash,
        written.Bytes,
        written.Snapshot.TotalSeconds,
        written.Write.TotalSeconds,
        written.Flush.TotalSeconds,
        at);

    private static string Short(string hash) => hash.Length <= 12 ? hash : hash[..12];

    private static string Seconds(TimeSpan duration) => Text($"{duration.TotalSeconds:0.00} s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
