using RnnCluster.Protocol.Events;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Types;

/// <summary>How a step is computed.</summary>
internal static class RoundTypes
{
    public static readonly MessageType[] All =
    [
        MessageType.Control<PlanAnnounced>(
            MessageId.PlanAnnounced,
            6,
            (message, fields) => fields
                .Count(message.Term).Count(message.Version).Step(message.From).Step(message.Until)
                .Nodes(message.Owners).Assignments(message.Assignments),
            (ref fields) => new PlanAnnounced(
                fields.Count(), fields.Count(), fields.Step(), fields.Step(), fields.Nodes(),
                fields.Assignments())),
        MessageType.Control<ShardsAssigned>(
            MessageId.ShardsAssigned,
            5,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).Count(message.PlanVersion).Subtrees(message.Subtrees)
                .Choice(message.Reason),
            (ref fields) => new ShardsAssigned(
                fields.Count(), fields.Step(), fields.Count(), fields.Subtrees(),
                fields.Choice<AssignmentReason>())),
        MessageType.Bulk<SliceSum>(
            MessageId.SliceSum,
            9,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).Count(message.PlanVersion).Subtree(message.Subtree)
                .Count(message.Slice).Choice(message.Encoding).Digest(message.Digest).Checksum(message.Checksum)
                .Payload(message.Payload),
            (ref fields) => new SliceSum(
                fields.Count(), fields.Step(), fields.Count(), fields.Subtree(), fields.Int(),
                fields.Choice<SliceEncoding>(), fields.Digest(), fields.Checksum(), fields.Payload())),
        MessageType.Bulk<SliceAverage>(
            MessageId.SliceAverage,
            7,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).Count(message.Slice).Choice(message.Encoding)
                .Reals(message.Squares).Checksum(message.Checksum).Payload(message.Payload),
            (ref fields) => new SliceAverage(
                fields.Count(), fields.Step(), fields.Int(), fields.Choice<SliceEncoding>(), fields.Reals(),
                fields.Checksum(), fields.Payload())),
        MessageType.Bulk<ShardReport>(
            MessageId.ShardReport,
            12,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).Count(message.PlanVersion).Subtree(message.Subtree)
                .Real(message.Loss).Duration(message.ComputeTime).Digest(message.Digest)
                .Count(message.Offset).Count(message.Total).Checksum(message.CarriedChecksum)
                .Checksum(message.Checksum).Payload(message.Payload),
            (ref fields) =>
            {
                (long term, Step step, long version) = (fields.Count(), fields.Step(), fields.Count());
                (TreeNode subtree, double loss) = (fields.Subtree(), fields.Real());
                (TimeSpan computeTime, UInt128 digest) = (fields.Duration(), fields.Digest());
                (long offset, long total) = fields.Place();
                return new ShardReport(
                    term, step, version, subtree, loss, computeTime, digest, offset, total, fields.Checksum(),
                    fields.Checksum(), fields.Payload());
            }),
        MessageType.Bulk<CarriedState>(
            MessageId.CarriedState,
            7,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).Subtree(message.Subtree)
                .Count(message.Offset).Count(message.Total).Checksum(message.Checksum).Payload(message.Payload),
            (ref fields) =>
            {
                (long term, Step step, TreeNode subtree) = (fields.Count(), fields.Step(), fields.Subtree());
                (long offset, long total) = fields.Place();
                return new CarriedState(term, step, subtree, offset, total, fields.Checksum(), fields.Payload());
            }),
        MessageType.Control<RoundClosed>(
            MessageId.RoundClosed,
            5,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).Real(message.Loss).Count(message.Amendments)
                .Subtrees(message.Subtrees),
            (ref fields) => new RoundClosed(
                fields.Count(), fields.Step(), fields.Real(), fields.Int(), fields.Subtrees())),
        MessageType.Control<StepApplied>(
            MessageId.StepApplied,
            4,
            (message, fields) => fields
                .Count(message.Term).Step(message.Step).Digest(message.Digest).Times(message.Times),
            (ref fields) => new StepApplied(fields.Count(), fields.Step(), fields.Digest(), fields.Times())),
        MessageType.Control<AmendmentAppended>(
            MessageId.AmendmentAppended,
            4,
            (message, fields) => fields
                .Count(message.Term).Count(message.Index).Step(message.From).Rate(message.Rate),
            (ref fields) => new AmendmentAppended(fields.Count(), fields.Int(), fields.Step(), fields.Rate())),
        MessageType.Control<DamageFound>(
            MessageId.DamageFound,
            2,
            (message, fields) => fields.Step(message.Step).Choice(message.Part),
            (ref fields) => new DamageFound(fields.Step(), fields.Choice<DamagedPart>())),
    ];
}
