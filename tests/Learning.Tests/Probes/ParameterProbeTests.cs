using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Learning.Tests.Probes;

public sealed class ParameterProbeTests
{
    [Theory]
    [InlineData("lstm")]
    [InlineData("tied")]
    [InlineData("clip-value")]
    public void ASampleHasTheWeightsAfterTheUpdateAndTheGradientBeforeClipping(string variant)
    {
        using var team = new ComputeTeam(2);
        TrainingPlan plan = SmallRun.PlanOf(variant);
        var replica = new Replica(
            plan with { Clip = new ClipOptions(plan.Clip.Kind, 0.001) },
            new ReplicaData(SmallRun.Tokens, SmallRun.Batch, SmallRun.Window),
            team);
        ShardGroup group = Training.Groups(replica, 1)[0];
        replica.Compute(group);
        AveragedGradient average = replica.Reduce(group.Sums);
        float[] gradient = average.Gradient.Span.ToArray();
        float[] before = replica.Model.Parameters.Span.ToArray();
        Assert.True(replica.Apply(average).IsClipped);
        IReadOnlyList<ParameterSpread> spreads = ParameterProbe.Sample(replica, average);
        float[] after = replica.Model.Parameters.Span.ToArray();
        Assert.NotEqual(before, after);
        Assert.Equal(replica.Model.Layout.Parameters.Select(parameter => parameter.Name), spreads.Select(s => s.Name));
        foreach ((Parameter parameter, ParameterSpread spread) in replica.Model.Layout.Parameters.Zip(spreads))
        {
            EnsureSame(Spread.Of(parameter.Of(after.AsSpan())), spread.Weights);
            EnsureSame(Spread.Of(parameter.Of(gradient.AsSpan())), spread.Gradient);
        }
    }

    private static void EnsureSame(Spread expected, Spread actual)
    {
        Assert.Equal(expected.Counts, actual.Counts);
        Assert.Equal(expected with { Counts = actual.Counts }, actual);
    }
}
