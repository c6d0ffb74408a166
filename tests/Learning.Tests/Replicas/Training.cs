using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Neural.Parameters;
using RnnCluster.Specification;
using RnnCluster.TestKit;
using CellKind = RnnCluster.Neural.Models.CellKind;
using ClipKind = RnnCluster.Neural.Optimizers.ClipKind;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>Builds replicas for tests.</summary>
internal static class Training
{
    /// <summary>The run that a reference case describes.</summary>
    public static TrainingPlan PlanOf(ReferenceCase reference, int shards)
    {
        CellKind cell = reference.Kind switch
        {
            ReferenceCell.Lstm => CellKind.Lstm,
            ReferenceCell.Gru => CellKind.Gru,
            ReferenceCell.RnnTanh => CellKind.RnnTanh,
            _ => CellKind.RnnRelu,
        };
        ReferenceOptimizer optimizer = reference.Optimizer;
        OptimizerOptions options = optimizer.Kind == "sgd"
            ? new SgdOptions(optimizer.WeightDecay, optimizer.Momentum, 0, false)
            : new AdamOptions(
                optimizer.WeightDecay,
                optimizer.Beta1,
                optimizer.Beta2,
                optimizer.Epsilon,
                optimizer.Kind == "adamw");
        return new TrainingPlan(
            1,
            new ModelOptions(
                reference.Vocabulary,
                reference.Embedding,
                cell,
                reference.Hidden,
                reference.Layers,
                0,
                reference.Tied,
                null),
            reference.Batch,
            reference.Window,
            shards,
            reference.Reduction == "sequence",
            reference.Clip.Norm is { } norm
                ? new ClipOptions(ClipKind.Norm, norm)
                : new ClipOptions(ClipKind.Value, reference.Clip.Value!.Value),
            options,
            new RateSchedule(new ConstantScheduleSpec(0), optimizer.Rate, reference.WindowsPerEpoch, reference.Steps));
    }

    /// <summary>A replica with the parameters that the case starts from.</summary>
    public static Replica ReplicaOf(ReferenceCase reference, int shards, ComputeTeam team)
    {
        TrainingPlan plan = PlanOf(reference, shards);
        var replica = new Replica(plan, new ReplicaData(reference.Tokens, plan.Batch, plan.Window), team);
        foreach (Parameter parameter in replica.Model.Layout.Parameters)
        {
            ReferenceTensor tensor = reference.Initial[parameter.Name];
            Span<float> values = parameter.Of(replica.Model.Parameters.Span);
            Assert.Equal(tensor.Values.Length, values.Length);
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = (float)tensor.Values[index];
            }
        }

        Assert.Equal(reference.Initial.Count, replica.Model.Layout.Parameters.Count);
        return replica;
    }

    /// <summary>Makes a step with the shards computed in groups.</summary>
    public static StepReport Step(Replica replica, params ShardGroup[] groups)
    {
        foreach (ShardGroup group in groups)
        {
            replica.Compute(group);
        }

        return replica.Apply(replica.Reduce([.. groups.SelectMany(group => group.Sums)]));
    }

    /// <summary>Groups of consecutive shards, as that many workers would hold them.</summary>
    public static ShardGroup[] Groups(Replica replica, int count) =>
        [.. Enumerable.Range(0, count).Select(group =>
        {
            int first = group * replica.Plan.Shards / count;
            int end = (group + 1) * replica.Plan.Shards / count;
            return replica.CreateGroup([.. Enumerable.Range(first, end - first)]);
        })];
}
