using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;

namespace RnnCluster.Protocol.Types;

/// <summary>What happened, for whoever watches.</summary>
internal static class EventTypes
{
    public static readonly MessageType[] All =
    [
        MessageType.Control<StepCompleted>(
            MessageId.StepCompleted,
            7,
            (message, fields) => fields
                .Step(message.Step).Finite(message.Loss).Magnitude(message.Rate).Magnitude(message.Norm)
                .Flag(message.IsClipped).Digest(message.Digest).Duration(message.Duration),
            (ref fields) => new StepCompleted(
                fields.Step(), fields.Finite(), fields.Magnitude(), fields.Magnitude(), fields.Flag(),
                fields.Digest(), fields.Duration())),
        MessageType.Control<RunValidated>(
            MessageId.RunValidated,
            2,
            (message, fields) => fields.Step(message.Step).Real(message.Loss),
            (ref fields) => new RunValidated(fields.Step(), fields.Real())),
        MessageType.Control<CheckpointWritten>(
            MessageId.CheckpointWritten,
            2,
            (message, fields) => fields.Step(message.Step).Hash(message.StateHash),
            (ref fields) => new CheckpointWritten(fields.Step(), fields.Hash())),
        MessageType.Control<AmendmentAccepted>(
            MessageId.AmendmentAccepted,
            3,
            (message, fields) => fields.Count(message.Index).Step(message.From).Rate(message.Rate),
            (ref fields) => new AmendmentAccepted(fields.Int(), fields.Step(), fields.Rate())),
        MessageType.Control<PlanChanged>(
            MessageId.PlanChanged,
            3,
            (message, fields) => fields
                .Count(message.Version).Step(message.From).Assignments(message.Assignments),
            (ref fields) => new PlanChanged(fields.Count(), fields.Step(), fields.Assignments())),
        MessageType.Control<ShardsMoved>(
            MessageId.ShardsMoved,
            5,
            (message, fields) => fields
                .Step(message.Step).Node(message.From).Node(message.To).Subtrees(message.Subtrees)
                .Choice(message.Reason),
            (ref fields) => new ShardsMoved(
                fields.Step(), fields.Node(), fields.Node(), fields.Subtrees(), fields.Choice<AssignmentReason>())),
        MessageType.Control<MemberChanged>(
            MessageId.MemberChanged,
            4,
            (message, fields) => fields
                .Node(message.Node).Count(message.Incarnation).Choice(message.State).Text(message.Reason),
            (ref fields) => new MemberChanged(
                fields.Node(), fields.Count(), fields.Choice<MemberState>(), fields.Text())),
        MessageType.Control<RunWaiting>(
            MessageId.RunWaiting,
            3,
            (message, fields) => fields.Flag(message.IsWaiting).Count(message.Workers).Count(message.WorkersMin),
            (ref fields) => new RunWaiting(fields.Flag(), fields.Int(), fields.Int())),
        MessageType.Control<RunWarned>(
            MessageId.RunWarned,
            1,
            (message, fields) => fields.Text(message.Text),
            (ref fields) => new RunWarned(fields.Text())),
        MessageType.Control<RunStopped>(
            MessageId.RunStopped,
            4,
            (message, fields) => fields
                .Step(message.Step).HashOrEmpty(message.StateHash).Flag(message.IsComplete).Text(message.Reason),
            (ref fields) => new RunStopped(fields.Step(), fields.HashOrEmpty(), fields.Flag(), fields.Text())),
    ];
}
