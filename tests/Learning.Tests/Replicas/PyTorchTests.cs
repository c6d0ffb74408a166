using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Parameters;
using RnnCluster.TestKit;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>
/// Twenty steps against PyTorch in float64. Our float32 may err at most twice as much as PyTorch's own float32 does,
/// tensor by tensor: the sums are the same mathematics in another order, so the errors are two samples of one kind.
/// </summary>
public sealed class PyTorchTests
{
    private const double ErrorRatioMax = 2;

    public static TheoryData<string> Cases => [.. ReferenceCase.Names()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void TwentyStepsEndWhereThoseOfPyTorchEnd(string name)
    {
        ReferenceCase reference = ReferenceCase.Load(name);
        using var team = new ComputeTeam(1);
        Replica replica = Training.ReplicaOf(reference, 4, team);
        ShardGroup[] groups = Training.Groups(replica, 1);
        var report = new StepReport[reference.Steps];
        for (int step = 0; step < report.Length; step++)
        {
            report[step] = Training.Step(replica, groups);
        }

        double lossError = Distance(reference.Losses, index => report[index].Loss);
        Assert.True(
            lossError <= ErrorRatioMax * reference.Rounding.LossError,
            $"losses: error {lossError:E2}, PyTorch's {reference.Rounding.LossError:E2}");
        for (int step = 0; step < report.Length; step++)
        {
            Assert.Equal(reference.Norms[step], report[step].Norm, 1e-4 * reference.Norms[step]);
        }

        var worse = new List<string>();
        foreach (Parameter parameter in replica.Model.Layout.Parameters)
        {
            float[] values = parameter.Of(replica.Model.Parameters.Span).ToArray();
            double error = Distance(reference.Final[parameter.Name].Values, index => values[index]);
            double theirs = reference.Rounding.ParameterErrors[parameter.Name];
            if (error > ErrorRatioMax * theirs)
            {
                worse.Add($"{parameter.Name}: error {error:E2}, PyTorch's {theirs:E2}");
            }
        }

        Assert.Empty(worse);
    }

    private static double Distance(double[] expected, Func<int, double> actual)
    {
        double sum = 0;
        for (int index = 0; index < expected.Length; index++)
        {
            double difference = actual(index) - expected[index];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }
}
