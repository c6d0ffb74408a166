using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Exchange;

/// <summary>
/// Counts, by node and slice, the gradient tasks that still write there; at zero the slice is final. Laid out with the
/// group, so that a step allocates nothing.
/// </summary>
internal sealed class SliceProgress
{
    private readonly NodeSum[] sums;
    private readonly int[][] slicesOf;
    private readonly int[] tasksOf;
    private readonly int[] pending;
    private ISliceSink? sink;

    /// <summary>Plans the counts.</summary>
    /// <param name="model">Whose tasks.</param>
    /// <param name="layout">The cut.</param>
    /// <param name="sums">The nodes' sums, in the order of the group's nodes.</param>
    public SliceProgress(LanguageModel model, SliceLayout layout, NodeSum[] sums)
    {
        Ensure.That(layout.GradientLength == model.Layout.Length);
        this.sums = sums;
        tasksOf = new int[layout.Count];
        slicesOf = new int[model.GradientTasks][];
        var slices = new SortedSet<int>();
        for (int task = 0; task < slicesOf.Length; task++)
        {
            slices.Clear();
            foreach (FlatRange range in model.GradientRanges(task))
            {
                for (int slice = layout.SliceOf(range.Offset); slice <= layout.SliceOf(range.End - 1); slice++)
                {
                    slices.Add(slice);
                }
            }

            slicesOf[task] = [.. slices];
            foreach (int slice in slicesOf[task])
            {
                tasksOf[slice]++;
            }
        }

        // A slice without a task would never be final.
        Ensure.That(Array.TrueForAll(tasksOf, tasks => tasks > 0));
        pending = new int[sums.Length * layout.Count];
    }

    /// <summary>A step's gradients begin.</summary>
    public void Begin(ISliceSink next)
    {
        sink = next;
        for (int node = 0; node < sums.Length; node++)
        {
            tasksOf.CopyTo(pending, node * tasksOf.Length);
        }
    }

    /// <summary>A task is done for one node: whichever slices it was the last one of are reported.</summary>
    public void Complete(int node, int task)
    {
        foreach (int slice in slicesOf[task])
        {
            // The decrement is a full fence: who reaches zero sees what all the other tasks wrote.
            if (Interlocked.Decrement(ref pending[(node * tasksOf.Length) + slice]) == 0)
            {
                sink!.OnSlice(sums[node], slice);
            }
        }
    }
}
