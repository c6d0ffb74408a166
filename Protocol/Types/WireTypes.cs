using RnnCluster.Protocol.Wire;

namespace RnnCluster.Protocol.Types;

/// <summary>The handshake, and what connections agree on behind it.</summary>
internal static class WireTypes
{
    public static readonly MessageType[] All =
    [
        MessageType.Control<Hello>(
            MessageId.Hello,
            9,
            (message, fields) => fields
                .Count(message.ProtocolVersion).Count(message.NumericsVersion).Digest(message.Fingerprint)
                .Choice(message.Kind).Node(message.Node).Count(message.Incarnation).RunOrNil(message.Run)
                .Count(message.Cores).Label(message.Lanes),
            (ref fields) => new Hello(
                fields.Int(), fields.Int(), fields.Digest(), fields.Choice<ConnectionKind>(), fields.Node(),
                fields.Count(), fields.RunOrNil(), fields.Int(), fields.Label())),
        MessageType.Control<Welcome>(
            MessageId.Welcome,
            3,
            (message, fields) => fields.Node(message.Node).Count(message.Incarnation).RunOrNil(message.Run),
            (ref fields) => new Welcome(fields.Node(), fields.Count(), fields.RunOrNil())),
        MessageType.Control<Refused>(
            MessageId.Refused,
            1,
            (message, fields) => fields.Text(message.Reason),
            (ref fields) => new Refused(fields.Text())),
        MessageType.Control<SharedMemoryOffered>(
            MessageId.SharedMemoryOffered,
            2,
            (message, fields) => fields.Label(message.Name).Count(message.BytesPerDirection),
            (ref fields) => new SharedMemoryOffered(fields.Label(), fields.Count())),
        MessageType.Control<SharedMemoryAnswered>(
            MessageId.SharedMemoryAnswered,
            1,
            (message, fields) => fields.Flag(message.IsShared),
            (ref fields) => new SharedMemoryAnswered(fields.Flag())),
    ];
}
