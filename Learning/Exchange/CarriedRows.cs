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
    public static long LengthOf(TrainingPlan plan, IReadOnlyList<StateSlot> slots, TreeNode node)
    {
        (_, int rows) = RowsOf(plan, node);
        long width = 0;
        foreach (StateSlot slot in slots)
        {
            width += slot.Width;
        }

        return rows * width * sizeof(float);
    }

    /// <summary>Copies bytes of a node's rows out of a buffer of all carried states.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="slots">Its carried states.</param>
    /// <param name="node">The node.</param>
    /// <param name="states">The buffer.</param>
    /// <param name="offset">The first byte to copy.</param>
    /// <param name="bytes">Gets as many as it is long.</param>
    public static void Read(
        TrainingPlan plan,
        IReadOnlyList<StateSlot> slots,
        TreeNode node,
        AlignedFloats states,
        long offset,
        Span<byte> bytes)
    {
        Ensure.That(offset >= 0 && bytes.Length <= LengthOf(plan, slots, node) - offset);
        (int first, int rows) = RowsOf(plan, node);
        foreach (StateSlot slot in slots)
        {
            Span<byte> part = Part(Run(slot, first, rows, states), ref offset, bytes.Length);
            part.CopyTo(bytes);
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Copies bytes of a node's rows into a buffer of all carried states.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="slots">Its carried states.</param>
    /// <param name="node">The node.</param>
    /// <param name="offset">Where the bytes begin.</param>
    /// <param name="bytes">The bytes, within <see cref="LengthOf"/>.</param>
    /// <param name="states">The buffer.</param>
    public static void Write(
        TrainingPlan plan,
        IReadOnlyList<StateSlot> slots,
        TreeNode node,
        long offset,
        ReadOnlySpan<byte> bytes,
        AlignedFloats states)
    {
        (int first, int rows) = RowsOf(plan, node);
        foreach (StateSlot slot in slots)
        {
            Span<byte> part = Part(Run(slot, first, rows, states), ref offset, bytes.Length);
            bytes[..part.Length].CopyTo(part);
            bytes = bytes[part.Length..];
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

    /// <summary>
    /// What of a slot's run is meant: from <paramref name="offset"/> on, which is counted down by what is passed over.
    /// </summary>
    private static Span<byte> Part(Span<byte> run, ref long offset, int length)
    {
        int skipped = (int)Math.Min(offset, run.Length);
        offset -= skipped;
        return run.Slice(skipped, Math.Min(length, run.Length - skipped));
    }

    private static Span<byte> Run(StateSlot slot, int first, int rows, AlignedFloats states) =>
        MemoryMarshal.AsBytes(states.Span.Slice(slot.Offset + (first * slot.Width), rows * slot.Width));
}
