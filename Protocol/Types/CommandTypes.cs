using RnnCluster.Protocol.Commands;

namespace RnnCluster.Protocol.Types;

/// <summary>What an operator asks.</summary>
internal static class CommandTypes
{
    public static readonly MessageType[] All =
    [
        MessageType.Control<PauseRun>(MessageId.PauseRun, 0, (_, _) => { }, (ref _) => new PauseRun()),
        MessageType.Control<ResumeRun>(MessageId.ResumeRun, 0, (_, _) => { }, (ref _) => new ResumeRun()),
        MessageType.Control<CheckpointNow>(MessageId.CheckpointNow, 0, (_, _) => { }, (ref _) => new CheckpointNow()),
        MessageType.Control<SetLearningRate>(
            MessageId.SetLearningRate,
            2,
            (message, fields) => fields.Rate(message.Rate).StepOrNil(message.From),
            (ref fields) => new SetLearningRate(fields.Rate(), fields.StepOrNil())),
        MessageType.Control<DrainWorker>(
            MessageId.DrainWorker,
            1,
            (message, fields) => fields.Node(message.Node),
            (ref fields) => new DrainWorker(fields.Node())),
        MessageType.Control<StopRun>(
            MessageId.StopRun,
            1,
            (message, fields) => fields.Text(message.Reason),
            (ref fields) => new StopRun(fields.Text())),
        MessageType.Control<CommandReply>(
            MessageId.CommandReply,
            2,
            (message, fields) => fields.Flag(message.IsAccepted).Text(message.Text),
            (ref fields) => new CommandReply(fields.Flag(), fields.Text())),
    ];
}
