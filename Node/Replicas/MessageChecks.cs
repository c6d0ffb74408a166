using System.Diagnostics;
using System.Runtime.InteropServices;
using RnnCluster.Learning.Exchange;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Joining;
using RnnCluster.Protocol.Rounds;

namespace RnnCluster.Node.Replicas;

/// <summary>
/// The checksums of messages with many bytes. They are taken where a message is made and looked at where it is used, so
/// whatever is between the two is covered: pools, outboxes, network cards, shared memory.
/// </summary>
public static class MessageChecks
{
    /// <summary>Whether a message is what its sender computed.</summary>
    /// <param name="message">From another process.</param>
    public static bool IsWhole(BulkMessage message) => message switch
    {
        SliceSum sum => sum.Checksum == Of(sum),
        SliceAverage average => average.Checksum == Of(average),
        ShardReport report => report.Checksum == Of(report, report.CarriedChecksum)
            && report.CarriedChecksum == OfCarried(report),
        CarriedState state => state.Checksum == Of(state),
        SnapshotChunk chunk => chunk.Checksum == Of(chunk),
        ContentChunk chunk => chunk.Checksum == Of(chunk),
        _ => throw new UnreachableException(),
    };

    /// <summary>A message with the checksums that belong to it.</summary>
    /// <param name="message">A message that was made in this process.</param>
    public static T Sealed<T>(T message)
        where T : BulkMessage
    {
        BulkMessage made = message switch
        {
            SliceSum sum => sum with { Checksum = Of(sum) },
            SliceAverage average => average with { Checksum = Of(average) },
            ShardReport report => Sealed(report, OfCarried(report)),
            CarriedState state => state with { Checksum = Of(state) },
            SnapshotChunk chunk => chunk with { Checksum = Of(chunk) },
            ContentChunk chunk => chunk with { Checksum = Of(chunk) },
            _ => throw new UnreachableException(),
        };
        return (T)made;
    }

    private static ShardReport Sealed(ShardReport report, ulong carried) =>
        report with { CarriedChecksum = carried, Checksum = Of(report, carried) };

    private static ulong Of(SliceSum sum) => ExchangeChecksum.OfSum(
        sum.Step, sum.Subtree, sum.Slice, sum.Encoding, sum.Digest, sum.Payload.Span);

    private static ulong Of(SliceAverage average) => ExchangeChecksum.OfAverage(
        average.Step,
        average.Slice,
        average.Encoding,
        average.Squares as double[] ?? [.. average.Squares],
        average.Payload.Span);

    private static ulong Of(ShardReport report, ulong carried) => ExchangeChecksum.OfReport(
        report.Step, report.Subtree, report.Loss, report.Digest, carried);

    private static ulong OfCarried(ShardReport report) => ExchangeChecksum.OfCarried(
        report.Step, report.Subtree, report.Offset, report.Total, report.Payload.Span);

    private static ulong Of(CarriedState state) => ExchangeChecksum.OfCarried(
        state.Step, state.Subtree, state.Offset, state.Total, state.Payload.Span);

    private static ulong Of(SnapshotChunk chunk) => ExchangeChecksum.OfPart(
        chunk.Sha256.Span, chunk.Step, chunk.Offset, chunk.Total, chunk.Payload.Span);

    private static ulong Of(ContentChunk chunk) => ExchangeChecksum.OfPart(
        MemoryMarshal.AsBytes(chunk.Hash.AsSpan()),
        Shared.Step.Zero,
        chunk.Offset,
        chunk.Total,
        chunk.Payload.Span);
}
