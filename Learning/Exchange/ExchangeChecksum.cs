using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// The checksums of what nodes exchange, from where it is computed to where it is used: over the bytes and over what
/// the bytes are. So a slice that arrives whole but as another one's is found, too. The transport beneath neither makes
/// nor checks them. Safe for all threads; a call allocates nothing.
/// </summary>
public static class ExchangeChecksum
{
    private enum Kind : ulong
    {
        Sum = 1,
        Average = 2,
        Carried = 3,
        Report = 4,
        Part = 5,
    }

    /// <summary>Of a slice of a subtree's sum.</summary>
    /// <param name="step">The step being computed.</param>
    /// <param name="subtree">Whose shards are summed.</param>
    /// <param name="slice">Which slice.</param>
    /// <param name="encoding">How the bytes are to be read.</param>
    /// <param name="digest">The digest of the state that it was computed from.</param>
    /// <param name="bytes">The encoded slice.</param>
    public static ulong OfSum(
        Step step, TreeNode subtree, int slice, SliceEncoding encoding, UInt128 digest, ReadOnlySpan<byte> bytes) =>
        BulkChecksum.Of(
            bytes,
            Checksum.Of(
            [
                (ulong)Kind.Sum, (ulong)step.Value, Word(subtree), (ulong)slice, (ulong)encoding,
                (ulong)(digest >> 64), (ulong)digest,
            ]));

    /// <summary>Of a slice of the averaged gradient.</summary>
    /// <param name="step">The step being computed.</param>
    /// <param name="slice">Which slice.</param>
    /// <param name="encoding">How the bytes are to be read.</param>
    /// <param name="squares">The sum of squares of each of its blocks.</param>
    /// <param name="bytes">The encoded slice.</param>
    public static ulong OfAverage(
        Step step, int slice, SliceEncoding encoding, ReadOnlySpan<double> squares, ReadOnlySpan<byte> bytes) =>
        BulkChecksum.Of(
            bytes,
            Checksum.Of(
            [
                (ulong)Kind.Average, (ulong)step.Value, (ulong)slice, (ulong)encoding,
                Checksum.Of(MemoryMarshal.AsBytes(squares)),
            ]));

    /// <summary>
    /// Of a part of a subtree's carried states, which keeps it on its whole way, from one worker to all others.
    /// </summary>
    /// <param name="step">The step being computed.</param>
    /// <param name="subtree">Whose rows they are.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="total">Bytes of all the states.</param>
    /// <param name="bytes">The part.</param>
    public static ulong OfCarried(Step step, TreeNode subtree, long offset, long total, ReadOnlySpan<byte> bytes) =>
        BulkChecksum.Of(
            bytes,
            Checksum.Of(
            [
                (ulong)Kind.Carried, (ulong)step.Value, Word(subtree), (ulong)offset, (ulong)total,
            ]));

    /// <summary>Of what a report says beside its carried states.</summary>
    /// <param name="step">The step being computed.</param>
    /// <param name="subtree">The shards.</param>
    /// <param name="loss">Sum of their losses in nats.</param>
    /// <param name="digest">The digest of the state that they were computed from.</param>
    /// <param name="carried">The checksum of the carried states.</param>
    public static ulong OfReport(Step step, TreeNode subtree, double loss, UInt128 digest, ulong carried) =>
        Checksum.Of(
        [
            (ulong)Kind.Report, (ulong)step.Value, Word(subtree), BitConverter.DoubleToUInt64Bits(loss),
            (ulong)(digest >> 64), (ulong)digest, carried,
        ]);

    /// <summary>Of a part of a blob: of the training symbols, or of a state.</summary>
    /// <param name="hash">What names the blob.</param>
    /// <param name="step">Of a state, its step; else 0.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="total">Bytes of the whole.</param>
    /// <param name="bytes">The part.</param>
    public static ulong OfPart(
        ReadOnlySpan<byte> hash, Step step, long offset, long total, ReadOnlySpan<byte> bytes) =>
        BulkChecksum.Of(
            bytes,
            Checksum.Of([(ulong)Kind.Part, Checksum.Of(hash), (ulong)step.Value, (ulong)offset, (ulong)total]));

    private static ulong Word(TreeNode node) => ((ulong)(uint)node.Level << 32) | (uint)node.Index;
}
