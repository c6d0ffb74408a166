using RnnCluster.Learning.Compute;
using RnnCluster.Neural.Models;

namespace RnnCluster.Learning.Replicas;

/// <summary>Sums the weights' gradients of a group, node by node.</summary>
internal sealed class GradientJob(LanguageModel model) : TaskJob
{
    private ShardGroup? group;

    public void Prepare(ShardGroup next)
    {
        group = next;
        Reset(model.GradientTasks * next.Sums.Count);
    }

    protected override void Execute(int task)
    {
        (int node, int part) = Math.DivRem(task, model.GradientTasks);
        model.Gradients(part, group!.Window, group.Nodes[node], group.Sums[node].Gradient.Span);
    }
}
