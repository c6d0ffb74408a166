using RnnCluster.Protocol.Joining;

namespace RnnCluster.Protocol.Types;

/// <summary>How a worker comes in.</summary>
internal static class JoiningTypes
{
    public static readonly MessageType[] All =
    [
        MessageType.Control<JoinRequest>(
            MessageId.JoinRequest,
            11,
            (message, fields) => fields
                .Node(message.Node).Count(message.Incarnation).Label(message.Host).Count(message.ProcessId)
                .Count(message.Cores).Count(message.Threads).Label(message.Lanes).Label(message.Version)
                .RunOrNil(message.Run).Step(message.At).Digest(message.Digest),
            (ref fields) => new JoinRequest(
                fields.Node(), fields.Count(), fields.Label(), fields.Int(), fields.Int(), fields.Int(),
                fields.Label(), fields.Label(), fields.RunOrNil(), fields.Step(), fields.Digest())),
        MessageType.Control<JoinAccepted>(
            MessageId.JoinAccepted,
            10,
            (message, fields) => fields
                .Node(message.Coordinator).Count(message.Term).Run(message.Run).Spec(message.Spec)
                .Positive(message.Vocabulary).Hash(message.Training).Count(message.TrainingTokens)
                .Blocks(message.BlocksPerSlice).Duration(message.HeartbeatInterval).Count(message.SampleInterval),
            (ref fields) => new JoinAccepted(
                fields.Node(), fields.Count(), fields.Run(), fields.Spec(), fields.Positive(), fields.Hash(),
                fields.Count(), fields.Blocks(), fields.Duration(), fields.Int())),
        MessageType.Control<JoinRefused>(
            MessageId.JoinRefused,
            1,
            (message, fields) => fields.Text(message.Reason),
            (ref fields) => new JoinRefused(fields.Text())),
        MessageType.Control<ContentRequest>(
            MessageId.ContentRequest,
            1,
            (message, fields) => fields.Hash(message.Hash),
            (ref fields) => new ContentRequest(fields.Hash())),
        MessageType.Bulk<ContentChunk>(
            MessageId.ContentChunk,
            5,
            (message, fields) => fields
                .Hash(message.Hash).Count(message.Offset).Count(message.Total).Checksum(message.Checksum)
                .Payload(message.Payload),
            (ref fields) =>
            {
                string hash = fields.Hash();
                (long offset, long total) = fields.Place();
                return new ContentChunk(
                    hash, offset, total, fields.Checksum(), fields.Payload());
            }),
        MessageType.Control<SnapshotRequest>(
            MessageId.SnapshotRequest,
            1,
            (message, fields) => fields.Count(message.Term),
            (ref fields) => new SnapshotRequest(fields.Count())),
        MessageType.Bulk<SnapshotChunk>(
            MessageId.SnapshotChunk,
            7,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).HashBytes(message.Sha256).Count(message.Offset)
                .Count(message.Total).Checksum(message.Checksum).Payload(message.Payload),
            (ref fields) =>
            {
                long term = fields.Count();
                Shared.Step step = fields.Step();
                ReadOnlyMemory<byte> hash = fields.HashBytes();
                (long offset, long total) = fields.Place();
                return new SnapshotChunk(
                    term, step, hash, offset, total, fields.Checksum(), fields.Payload());
            }),
        MessageType.Control<ReplicaReady>(
            MessageId.ReplicaReady,
            3,
            (message, fields) => fields.Count(message.Term).Step(message.Step).Digest(message.Digest),
            (ref fields) => new ReplicaReady(fields.Count(), fields.Step(), fields.Digest())),
        MessageType.Control<PartTaken>(
            MessageId.PartTaken,
            2,
            (message, fields) => fields.Hash(message.Hash).Count(message.Offset),
            (ref fields) => new PartTaken(fields.Hash(), fields.Count())),
    ];
}
