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
            3,
            (message, fields) => fields.Step(message.Step).Real(message.Loss).Duration(message.Duration),
            (ref fields) => new RunValidated(fields.Step(), fields.Real(), fields.Duration())),
        MessageType.Control<CheckpointWritten>(
            MessageId.CheckpointWritten,
            6,
            (message, fields) => fields
                .Step(message.Step).Hash(message.StateHash).Count(message.Bytes)
                .Duration(message.Snapshot).Duration(message.Write).Duration(message.Flush),
            (ref fields) => new CheckpointWritten(
                fields.Step(), fields.Hash(), fields.Count(), fields.Duration(), fields.Duration(),
                fields.Duration())),
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
            5,
            (message, fields) => fields
                .Node(message.Node).Count(message.Incarnation).Choice(message.State).Text(message.Reason)
                .Duration(message.Silence),
            (ref fields) => new MemberChanged(
                fields.Node(), fields.Count(), fields.Choice<MemberState>(), fields.Text(), fields.Duration())),
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
        MessageType.Control<StepMeasured>(
            MessageId.StepMeasured,
            4,
            (message, fields) => fields
                .Node(message.Node).Step(message.Step).Count(message.Shards).Times(message.Times),
            (ref fields) => new StepMeasured(fields.Node(), fields.Step(), fields.Int(), fields.Times())),
        MessageType.Control<MemberJoined>(
            MessageId.MemberJoined,
            9,
            (message, fields) => fields
                .Node(message.Node).Count(message.Incarnation).Label(message.Host).Count(message.ProcessId)
                .Count(message.Cores).Count(message.Threads).Label(message.Lanes).Label(message.Version)
                .Flag(message.IsLocal),
            (ref fields) => new MemberJoined(
                fields.Node(), fields.Count(), fields.Label(), fields.Int(), fields.Int(), fields.Int(),
                fields.Label(), fields.Label(), fields.Flag())),
        MessageType.Control<MemberHeard>(
            MessageId.MemberHeard,
            4,
            (message, fields) => fields
                .Node(message.Node).Step(message.Step).Count(message.ResidentBytes).Duration(message.RoundTrip),
            (ref fields) => new MemberHeard(fields.Node(), fields.Step(), fields.Count(), fields.Duration())),
        MessageType.Control<RunPaused>(
            MessageId.RunPaused,
            1,
            (message, fields) => fields.Flag(message.IsPaused),
            (ref fields) => new RunPaused(fields.Flag())),
        MessageType.Control<SampleWritten>(
            MessageId.SampleWritten,
            2,
            (message, fields) => fields.Step(message.Step).Text(message.Text),
            (ref fields) => new SampleWritten(fields.Step(), fields.Text())),
        MessageType.Control<OperatorActed>(
            MessageId.OperatorActed,
            4,
            (message, fields) => fields
                .Text(message.Who).Text(message.Action).Flag(message.IsAccepted).Text(message.Answer),
            (ref fields) => new OperatorActed(fields.Text(), fields.Text(), fields.Flag(), fields.Text())),
        MessageType.Control<WindowSampled>(
            MessageId.WindowSampled,
            8,
            (message, fields) => fields
                .Step(message.Step).Label(message.Layer)
                .Series(message.HiddenNorms).Series(message.GradientNorms).Labels(message.Gates)
                .Series(message.LowShares).Series(message.HighShares).Count(message.TimeSteps),
            (ref fields) => new WindowSampled(
                fields.Step(), fields.Label(), fields.Series(), fields.Series(), fields.Labels(), fields.Series(),
                fields.Series(), fields.Int())),
        MessageType.Control<ParameterSampled>(
            MessageId.ParameterSampled,
            4,
            (message, fields) => fields
                .Step(message.Step).Label(message.Name).Histogram(message.Weights).Histogram(message.Gradient),
            (ref fields) => new ParameterSampled(
                fields.Step(), fields.Label(), fields.Histogram(), fields.Histogram())),
        MessageType.Control<DamageDetected>(
            MessageId.DamageDetected,
            4,
            (message, fields) => fields
                .Node(message.Node).Step(message.Step).Choice(message.Part).Count(message.Count),
            (ref fields) => new DamageDetected(
                fields.Node(), fields.Step(), fields.Choice<DamagedPart>(), fields.Count())),
    ];
}
