using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Protocol.Standing;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Watching;

/// <summary>
/// What happens in a cluster, in words and as JSON. Steps, validation and checkpoints come by another way, see
/// <see cref="TrainingWatch"/>.
/// </summary>
internal static class EventText
{
    /// <summary>A label and a sentence; null for what people need not read, and for warnings.</summary>
    public static (string Label, string Text)? Of(RunEvent happened) => happened switch
    {
        MemberChanged member => (StateWords.Of(member.State), $"{member.Node}: {member.Reason}"),
        ShardsMoved moved => (
            moved.Reason == AssignmentReason.Speculated ? "speculated" : "reassigned",
            $"{Subtrees(moved.Subtrees)}{From(moved.From)} to {moved.To}, within step {moved.Step.Next}"),
        RunWaiting { IsWaiting: true } waiting =>
            ("waiting", $"for workers: {waiting.Workers} of at least {waiting.WorkersMin} are up"),
        RunWaiting going => ("going on", $"{going.Workers} workers are up"),
        RunPaused { IsPaused: true } => ("paused", "by an operator: no further step begins"),
        RunPaused => ("going on", "an operator lets the run go on"),
        DamageDetected damage =>
            ("damaged", $"{Words(damage.Part)} {damage.Node}; not used ({damage.Count} on this link)"),
        OperatorActed acted => ("operator", $"{acted.Who}: {acted.Action}: {acted.Answer}"),
        AmendmentAccepted amendment => (
            "amended",
            string.Create(
                CultureInfo.InvariantCulture, $"learning rate {amendment.Rate} from step {amendment.From} on")),
        _ => null,
    };

    /// <summary>The event's name in JSON; null for what is no line of its own.</summary>
    public static string? NameOf(RunEvent happened) => happened switch
    {
        MemberChanged => "member",
        PlanChanged => "plan",
        ShardsMoved => "moved",
        RunWaiting => "waiting",
        AmendmentAccepted => "amendment",
        RunPaused => "paused",
        OperatorActed => "operator",
        DamageDetected => "damaged",
        RunWarned => "warning",
        _ => null,
    };

    /// <summary>The event's members in JSON.</summary>
    public static void WriteMembers(Utf8JsonWriter json, RunEvent happened)
    {
        switch (happened)
        {
            case MemberChanged member:
                json.WriteString("node", member.Node.Name);
                json.WriteString("state", StateWords.Of(member.State));
                json.WriteString("reason", member.Reason);
                break;
            case PlanChanged plan:
                WritePlan(json, plan);
                break;
            case ShardsMoved moved:
                json.WriteNumber("step", moved.Step.Value);
                json.WriteString("from", moved.From.Name);
                json.WriteString("to", moved.To.Name);
                json.WriteString("shards", Subtrees(moved.Subtrees));
                json.WriteString("reason", moved.Reason == AssignmentReason.Speculated ? "speculated" : "reassigned");
                break;
            case RunWaiting waiting:
                json.WriteBoolean("waiting", waiting.IsWaiting);
                json.WriteNumber("workers", waiting.Workers);
                json.WriteNumber("workersMin", waiting.WorkersMin);
                break;
            case AmendmentAccepted amendment:
                json.WriteNumber("from", amendment.From.Value);
                json.WriteNumber("rate", amendment.Rate);
                break;
            case RunPaused paused:
                json.WriteBoolean("paused", paused.IsPaused);
                break;
            case OperatorActed acted:
                json.WriteString("who", acted.Who);
                json.WriteString("action", acted.Action);
                json.WriteBoolean("accepted", acted.IsAccepted);
                json.WriteString("answer", acted.Answer);
                break;
            case DamageDetected damage:
                json.WriteString("node", damage.Node.Name);
                json.WriteNumber("step", damage.Step.Value);
                json.WriteString("part", DamagedParts.NameOf(damage.Part));
                json.WriteNumber("count", damage.Count);
                break;
            case RunWarned warned:
                json.WriteString("message", warned.Text);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void WritePlan(Utf8JsonWriter json, PlanChanged plan)
    {
        json.WriteNumber("version", plan.Version);
        json.WriteNumber("step", plan.From.Value);
        json.WriteStartObject("shards");
        foreach (Assignment assignment in plan.Assignments)
        {
            json.WriteString(assignment.Node.Name, Subtrees(assignment.Subtrees));
        }

        json.WriteEndObject();
    }

    private static string Words(DamagedPart part) => part switch
    {
        DamagedPart.SliceSum => "a sum from",
        DamagedPart.ShardReport => "a report from",
        DamagedPart.SliceAverage => "an average to",
        DamagedPart.CarriedState => "carried states to",
        DamagedPart.StatePart => "a part of the state to",
        DamagedPart.DataPart => "a part of the data to",
        DamagedPart.Head => "a frame between the coordinator and",
        _ => throw new UnreachableException(),
    };

    private static string Subtrees(IReadOnlyList<TreeNode> subtrees) => string.Join(' ', subtrees);

    private static string From(NodeId node) => node == NodeId.None ? "" : $" from {node}";
}
