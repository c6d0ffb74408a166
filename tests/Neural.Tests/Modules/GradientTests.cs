using System.Globalization;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;
using RnnCluster.TestKit;

namespace RnnCluster.Neural.Tests.Modules;

/// <summary>Gradients against finite differences of the plain double forward.</summary>
/// <remarks>
/// The tolerance is float32's: an element is a chain of roundings of 2^-24 of what passes through it, and what passes
/// through it is of the size of the tensor's largest element. <see cref="RoundingsMax"/> bounds how many roundings, all
/// in one direction, an error may amount to: 11 is the worst of 19,000 comparisons. Finite differences in double add at
/// most <see cref="DifferenceError"/>.
/// </remarks>
public sealed class GradientTests
{
    private const double RoundingsMax = 32;
    private const double DifferenceError = 2e-8;

    /// <summary>Tensors up to this length are compared element by element, larger ones at some elements.</summary>
    private const int ElementsMax = 140;

    /// <summary>Random directions that move all elements of a tensor: a wrong one anywhere is seen.</summary>
    private const int Directions = 3;

    public static TheoryData<string> Cases => [.. NetworkCase.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreTheSlopesOfTheLoss(string name)
    {
        NetworkCase network = NetworkCase.Named(name);
        var ours = new TestNetwork(network);
        ours.RunWhole();
        var plain = new PlainNetwork(network, ours, 0, ours.Window.Rows);
        Compare(network, ours, plain, ours.Gradient(new ShardNode(0, 4)));
    }

    [Theory]
    [InlineData("Lstm: three layers, dropout", 2, 2)]
    [InlineData("Lstm: tied, two layers", 1, 1)]
    [InlineData("Gru: three layers, dropout", 0, 2)]
    [InlineData("Gru: one step", 3, 1)]
    [InlineData("RnnTanh: tied", 2, 2)]
    [InlineData("RnnRelu: one-hot", 0, 1)]
    public void ASubtreesGradientIsThatOfItsRowsAlone(string name, int firstShard, int shards)
    {
        NetworkCase network = NetworkCase.Named(name);
        var ours = new TestNetwork(network);
        ours.RunWhole();
        int firstRow = NetworkCase.ShardStarts[firstShard];
        int rows = NetworkCase.ShardStarts[firstShard + shards] - firstRow;
        var plain = new PlainNetwork(network, ours, firstRow, rows);
        Compare(network, ours, plain, ours.Gradient(new ShardNode(firstShard, shards)));
    }

    private static void Compare(NetworkCase network, TestNetwork ours, PlainNetwork plain, float[] gradient)
    {
        var wrong = new List<string>();
        foreach (Parameter parameter in ours.Model.Layout.Parameters)
        {
            float[] actual = parameter.Of(gradient.AsSpan()).ToArray();
            double largest = actual.Max(Math.Abs);
            bool isUnused = network is { StartsFromZero: true, Steps: 1 } && parameter.Name == "rnn.weight_hh_l0";
            Assert.True(largest > 1e-4 != isUnused, $"{parameter.Name}: a gradient that is zero proves nothing");
            Assert.DoesNotContain(TestNetwork.Untouched, actual);
            double tolerance = (RoundingsMax * Math.ScaleB(largest, -24)) + DifferenceError;
            CompareElements(network, plain, parameter, actual, tolerance, wrong);
            CompareDirections(network, plain, parameter, actual, tolerance, wrong);
        }

        Assert.Empty(wrong);
    }

    private static void CompareElements(
        NetworkCase network,
        PlainNetwork plain,
        Parameter parameter,
        float[] actual,
        double tolerance,
        List<string> wrong)
    {
        double[] values = plain.Parameters[parameter.Name];
        var draws = new Draws(3);
        bool isWhole = values.Length <= ElementsMax;
        int count = isWhole ? values.Length : 24;
        for (int number = 0; number < count; number++)
        {
            int index = isWhole ? number : draws.Below(values.Length);
            double expected = FiniteDifferences.Derivative(values, index, plain.Loss, StepOf(network));
            Check($"{parameter.Name}[{index}]", expected, actual[index], tolerance, wrong);
        }
    }

    private static void CompareDirections(
        NetworkCase network,
        PlainNetwork plain,
        Parameter parameter,
        float[] actual,
        double tolerance,
        List<string> wrong)
    {
        double[] values = plain.Parameters[parameter.Name];
        double[] origin = [.. values];
        double[] along = [0];
        for (uint number = 0; number < Directions; number++)
        {
            var draws = new Draws(100 + number);
            double[] direction = [.. values.Select(_ => draws.Uniform() < 0.5 ? -1.0 : 1.0)];
            double expected = FiniteDifferences.Derivative(along, 0, LossAlong, StepOf(network));
            double slope = 0;
            for (int index = 0; index < actual.Length; index++)
            {
                slope += direction[index] * actual[index];
            }

            // Errors of n elements with random signs add up as the root of n.
            string name = string.Create(CultureInfo.InvariantCulture, $"{parameter.Name}, direction {number}");
            Check(name, expected, slope, tolerance * Math.Sqrt(actual.Length), wrong);
            origin.CopyTo(values, 0);

            double LossAlong()
            {
                for (int index = 0; index < values.Length; index++)
                {
                    values[index] = origin[index] + (along[0] * direction[index]);
                }

                return plain.Loss();
            }
        }
    }

    /// <summary>A rectifier has a kink: a small step does not cross it, unless a sum comes that near to zero.</summary>
    private static double StepOf(NetworkCase network) =>
        network.Cell == ReferenceCell.RnnRelu ? 1e-6 : FiniteDifferences.StepDefault;

    private static void Check(string what, double expected, double actual, double tolerance, List<string> wrong)
    {
        if (!(Math.Abs(actual - expected) <= tolerance))
        {
            wrong.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {actual:R}, finite differences {expected:R}, off by {(actual - expected) / tolerance:F2}"));
        }
    }
}
