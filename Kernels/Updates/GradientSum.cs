using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Products;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Updates;

/// <summary>An inner node of the shard tree over a range of blocks: left child plus right child.</summary>
public static class GradientSum
{
    /// <summary>target[i] += addend[i] over a range of blocks.</summary>
    /// <param name="target">The left child, flat; becomes the parent.</param>
    /// <param name="addend">The right child, as long.</param>
    /// <param name="firstBlock">The first block.</param>
    /// <param name="endBlock">One past the last block.</param>
    public static void Add(Span<float> target, ReadOnlySpan<float> addend, int firstBlock, int endBlock)
    {
        Ensure.That(firstBlock >= 0 && endBlock <= Blocks.Count(target.Length) && addend.Length == target.Length);
        int first = firstBlock * Blocks.Floats;
        int end = Math.Min(endBlock * Blocks.Floats, target.Length);
        if (first < end)
        {
            Add(target[first..end], addend[first..end]);
        }
    }

    /// <summary>target[i] += addend[i].</summary>
    /// <param name="target">The left child, or a part of it; becomes the parent.</param>
    /// <param name="addend">The same part of the right child.</param>
    public static unsafe void Add(Span<float> target, ReadOnlySpan<float> addend)
    {
        Ensure.That(addend.Length == target.Length);
        int whole = target.Length / Memory.Panels.Width * Memory.Panels.Width;
        fixed (float* left = target)
        fixed (float* right = addend)
        {
            var action = new Action(left, right, whole);
            LaneDispatch.Invoke(ref action);
        }

        for (int index = whole; index < target.Length; index++)
        {
            target[index] += addend[index];
        }
    }

    private readonly unsafe struct Action(float* target, float* addend, int count) : ILaneAction
    {
        public void Invoke<TLanes>()
            where TLanes : unmanaged, ILanes<TLanes> => WeightGradient.AddTo<TLanes>(target, addend, count);
    }
}
