using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Probes;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Learning.Tests.Replicas;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Neural.Parameters;
using RnnCluster.Specification;
using RnnCluster.TestKit;

namespace RnnCluster.Learning.Tests.Probes;

/// <summary>
/// Two windows against PyTorch in float64, unrolled with every h_t's gradient kept. Our float32 may err at most twice
/// as much as PyTorch's own float32 does, two samples of rounding of one kind, where one rounding of each figure counts
/// as the least error that a sample shows.
/// </summary>
public sealed class WindowProbeTests
{
    private const double ErrorRatioMax = 2;

    /// <summary>Shard 0 has the rows that make_windows.py looks at: 3 of 6.</summary>
    private const int Shards = 2;

    public static TheoryData<string> Cases => [.. WindowReference.ByCase.Select(group => group.Key)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AProbeSeesWhatPyTorchSees(string name)
    {
        using var team = new ComputeTeam(2);
        List<WindowSample> samples = Sample(name, team);
        foreach (WindowReference expected in WindowReference.ByCase[name])
        {
            WindowSample sample = samples.Single(sample => sample.Step.Value == expected.Step);
            LayerProbe actual = sample.Layers.Single(layer => layer.Layer == expected.Layer);
            EnsureNear(expected.HiddenNorms, actual.HiddenNorms, expected.HiddenError);
            EnsureNear(expected.GradientNorms, actual.GradientNorms, expected.GradientError);
            Assert.Equal(expected.Gates, actual.Gates);
            Assert.Equal(expected.Shares.Select(share => share[0]), actual.LowShares);
            Assert.Equal(expected.Shares.Select(share => share[1]), actual.HighShares);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TheReferenceHasSomethingToSee(string name)
    {
        WindowReference[] all = [.. WindowReference.ByCase[name]];
        Assert.Equal(4, all.Length);
        Assert.Contains(all, entry => entry.Shares.All(share => share[0] > 0));
        Assert.All(all, entry => Assert.All(entry.GradientNorms, norm => Assert.InRange(norm, 1e-3, 1)));
    }

    /// <summary>Two steps that change no parameter: the second window starts from the state of the first.</summary>
    private static List<WindowSample> Sample(string name, ComputeTeam team)
    {
        ReferenceCase reference = ReferenceCase.Load(name);
        TrainingPlan plan = Training.PlanOf(reference, Shards) with
        {
            Optimizer = new SgdOptions(0, 0, 0, Nesterov: false),
            Schedule = new RateSchedule(new ConstantScheduleSpec(0), 0, reference.WindowsPerEpoch, reference.Steps),
        };
        var replica = new Replica(plan, new ReplicaData(reference.Tokens, plan.Batch, plan.Window), team);
        float scale = WindowReference.ByCase[name].First().Scale;
        foreach (Parameter parameter in replica.Model.Layout.Parameters)
        {
            bool isScaled = parameter.Name.StartsWith("rnn.", StringComparison.Ordinal);
            Span<float> values = parameter.Of(replica.Model.Parameters.Span);
            for (int index = 0; index < values.Length; index++)
            {
                values[index] = (float)reference.Initial[parameter.Name].Values[index] * (isScaled ? scale : 1);
            }
        }

        return ProbedRun.Train(replica, Training.Groups(replica, 1), end: 2).Windows;
    }

    private static void EnsureNear(double[] expected, IReadOnlyList<double> actual, double yardstick)
    {
        Assert.Equal(expected.Length, actual.Count);
        double squares = expected.Zip(actual, (one, other) => (one - other) * (one - other)).Sum();
        yardstick = Math.Max(yardstick, Math.ScaleB(Math.Sqrt(expected.Sum(norm => norm * norm)), -24));
        Assert.True(
            Math.Sqrt(squares) <= ErrorRatioMax * yardstick,
            $"error {Math.Sqrt(squares):E2}, PyTorch's {yardstick:E2}");
    }
}
