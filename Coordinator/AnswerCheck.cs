using System.Diagnostics;
using RnnCluster.Learning.Exchange;
using RnnCluster.Node.Replicas;
using RnnCluster.Protocol;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;
using RnnCluster.Training.Covers;

namespace RnnCluster.Coordinator;

/// <summary>
/// What is looked at when an answer comes from another process: whether it can be read at all. The replica would find
/// it out too, but only when it reduces, where nobody knows any more whose fault it is.
/// </summary>
/// <param name="codec">Knows the slices of the run's gradient.</param>
/// <param name="shards">S.</param>
/// <param name="carriedLength">Bytes of the carried states of a subtree of the shards; called on any thread.</param>
public sealed class AnswerCheck(SliceCodec codec, int shards, Func<TreeNode, long> carriedLength)
{
    /// <summary>Always empty: knows the form of the tree.</summary>
    private readonly SubtreeCover<bool> form = new(shards);

    /// <summary>
    /// Whether an answer is what its sender computed. One that is not says nothing about its sender, but something
    /// about the way between the two.
    /// </summary>
    /// <param name="answer">A <see cref="SliceSum"/> or a <see cref="ShardReport"/>, from another process.</param>
    public static bool IsWhole(BulkMessage answer) => MessageChecks.IsWhole(answer);

    /// <summary>Looks at an answer that is whole.</summary>
    /// <param name="answer">A <see cref="SliceSum"/> or a <see cref="ShardReport"/>, from anybody.</param>
    /// <returns>What is wrong with it, in one sentence about its sender; null if it can be read.</returns>
    public string? FaultOf(Message answer) => answer switch
    {
        SliceSum sum => FaultOf(sum),
        ShardReport report => FaultOf(report),
        _ => throw new UnreachableException(),
    };

    private string? FaultOf(SliceSum sum) => (FaultOf(sum.Subtree) ?? FaultOfSlice(sum)) is { } fault
        ? $"its sum of shards {sum.Subtree}, slice {sum.Slice}, step {sum.Step}, cannot be read: {fault}"
        : null;

    private string? FaultOf(ShardReport report) => (FaultOf(report.Subtree) ?? FaultOfCarried(report)) is { } fault
        ? $"its report of shards {report.Subtree}, step {report.Step}, cannot be read: {fault}"
        : null;

    private string? FaultOf(TreeNode subtree) => form.Contains(subtree) ? null : $"there are {shards} shards";

    private string? FaultOfSlice(SliceSum sum)
    {
        try
        {
            codec.Validate(sum.Slice, sum.Encoding, sum.Payload.Span);
            return null;
        }
        catch (InvalidDataException fault)
        {
            return fault.Message;
        }
    }

    private string? FaultOfCarried(ShardReport report)
    {
        long length = carriedLength(report.Subtree);
        if (report.Total != length)
        {
            return $"carried states came as {report.Total} bytes instead of {length}";
        }

        bool isPart = report.Offset % Limits.PayloadBytesMax == 0
            && report.Payload.Length == Math.Min(Limits.PayloadBytesMax, length - report.Offset);
        return isPart
            ? null
            : $"{report.Payload.Length} bytes of carried states from {report.Offset} on are no part of {length}";
    }
}
