using RnnCluster.Protocol.Health;

namespace RnnCluster.Protocol.Types;

/// <summary>Who is alive, who goes, and the end.</summary>
internal static class HealthTypes
{
    public static readonly MessageType[] All =
    [
        MessageType.Control<Heartbeat>(
            MessageId.Heartbeat,
            4,
            (message, fields) => fields
                .Count(message.Sequence).Step(message.Step).Count(message.ResidentBytes).Duration(message.RoundTrip),
            (ref fields) => new Heartbeat(fields.Count(), fields.Step(), fields.Count(), fields.Duration())),
        MessageType.Control<HeartbeatReply>(
            MessageId.HeartbeatReply,
            1,
            (message, fields) => fields.Count(message.Sequence),
            (ref fields) => new HeartbeatReply(fields.Count())),
        MessageType.Control<LeaveRequest>(
            MessageId.LeaveRequest,
            1,
            (message, fields) => fields.Text(message.Reason),
            (ref fields) => new LeaveRequest(fields.Text())),
        MessageType.Control<LeaveGranted>(
            MessageId.LeaveGranted,
            0,
            (_, _) => { },
            (ref _) => new LeaveGranted()),
        MessageType.Control<Expelled>(
            MessageId.Expelled,
            1,
            (message, fields) => fields.Text(message.Reason),
            (ref fields) => new Expelled(fields.Text())),
        MessageType.Control<RunEnded>(
            MessageId.RunEnded,
            4,
            (message, fields) => fields
                .Step(message.Step).HashOrEmpty(message.StateHash).Flag(message.IsComplete).Text(message.Reason),
            (ref fields) => new RunEnded(fields.Step(), fields.HashOrEmpty(), fields.Flag(), fields.Text())),
    ];
}
