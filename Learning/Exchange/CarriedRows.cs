using System.Runtime.InteropServices;
using RnnCluster.Kernels.Memory;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Modules;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// The carried states of a node's rows as bytes: slot by slot in canonical order (layers ascending; h, then for an
/// LSTM c), in a slot the rows in global lane order, raw little-endian floats. A node's shards are neighbours, so its
/// rows of a slot are one run.
/// </summary>
internal static class CarriedRows
{
    /// <summary>Bytes of a node's rows.</summary>
    public static int LengthOf(TrainingPlan plan, IReadOnlyList<StateSlot> slots, TreeNode node)
    {
        (_, int rows) = RowsOf(plan, node);
        int width = 0;
        foreach (StateSlot slot in slots)
        {
            width += slot.Width;
        }

        return rows * width * sizeof(float);
    }

    /// <summary>Copies a node's rows out of a buffer of all carried states.</summary>
    public static void Read(
        TrainingPlan plan, IReadOnlyList<StateSlot> slots, TreeNode node, AlignedFloats states, Span<byte> bytes)
    {
        Ensure.That(bytes.Length == LengthOf(plan, slots, node));
        (int first, int rows) = RowsOf(plan, node);
        foreach (StateSlot slot in slots)
        {
            Span<byte> run = Run(slot, first, rows, states);
            run.CopyTo(bytes);
            bytes = bytes[run.Length..];
        }
    }

    /// <summary>Copies a node's rows into a buffer of all carried states.</summary>
    public static void Write(
        TrainingPlan plan,
        IReadOnlyList<StateSlot> slots,
        TreeNode node,
        ReadOnlySpan<byte> bytes,
        AlignedFloats states)
    {
        (int first, int rows) = RowsOf(plan, node);
        foreach (StateSlot slot in slots)
        {
            Span<byte> run = Run(slot, first, rows, states);
            bytes[..run.Length].CopyTo(run);
            bytes = bytes[run.Length..];
        }
    }

    private static (int First, int Count) RowsOf(TrainingPlan plan, TreeNode node)
    {
        Ensure.That(node.Level >= 0 && node.Level <= plan.Root.Level);
        Ensure.That(node.Index >= 0 && node.Index < plan.Shards >> node.Level);
        int first = ShardRange.FirstRow(node.FirstShard, plan.Shards, plan.Batch);
        int end = ShardRange.FirstRow(node.FirstShard + node.ShardCount, plan.Shards, plan.Batch);
        return (first, end - first);
    }

    private static Span<byte> Run(StateSlot slot, int first, int rows, AlignedFloats states) =>
        MemoryMarshal.AsBytes(states.Span.Slice(slot.Offset + (first * slot.Width), rows * slot.Width));
}
