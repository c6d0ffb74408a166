using RnnCluster.Learning.Compute;
using RnnCluster.Neural.Models;

namespace RnnCluster.Learning.Replicas;

/// <summary>Packs a model's parameters.</summary>
internal sealed class PackJob(LanguageModel model) : TaskJob
{
    protected override void Execute(int task) => model.Pack(task);
}
