using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Exchange;
using RnnCluster.Neural.Models;

namespace RnnCluster.Learning.Replicas;

/// <summary>
/// Sums the weights' gradients of a group, node by node; each member those of its own rows first, if they have a node.
/// </summary>
internal sealed class GradientJob(LanguageModel model) : TaskJob
{
    private ShardGroup? group;
    private SliceProgress? progress;

    /// <summary>Prepares the next run.</summary>
    /// <param name="next">The group, whose rows have been through the pass.</param>
    /// <param name="nextProgress">Told about every task; null if nobody waits for slices.</param>
    public void Prepare(ShardGroup next, SliceProgress? nextProgress)
    {
        group = next;
        progress = nextProgress;
        Reset(model.GradientTasks * next.Sums.Count, next.HasSumsByStrip ? next.Sums.Count : 1);
    }

    protected override void Execute(int task)
    {
        (int node, int part) = Math.DivRem(task, model.GradientTasks);
        model.Gradients(part, group!.Window, group.Nodes[node], group.Sums[node].Gradient.Span);
        progress?.Complete(node, part);
    }
}
