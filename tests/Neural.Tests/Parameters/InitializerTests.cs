using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Tests.Parameters;

/// <summary>
/// Bounds of moments are five standard deviations of the estimate: a uniform number in (-a, a) has variance a^2 / 3 and
/// fourth central moment a^4 / 5; a standard normal one has fourth moment 3.
/// </summary>
public sealed class InitializerTests
{
    private const double Sigmas = 5;

    private static readonly ModelOptions Options = new(101, 60, CellKind.Lstm, 50, 2, 0, false, null);

    [Theory]
    [InlineData("rnn.weight_ih_l0")]
    [InlineData("rnn.weight_hh_l0")]
    [InlineData("rnn.bias_ih_l0")]
    [InlineData("rnn.bias_hh_l1")]
    [InlineData("rnn.weight_ih_l1")]
    [InlineData("decoder.weight")]
    [InlineData("decoder.bias")]
    public void PyTorchsDefaultIsUniformWithinTheRootOfTheUnits(string name) =>
        AssertUniform(Tensor(Options, 1, name), 1 / Math.Sqrt(50));

    [Fact]
    public void PyTorchsDefaultForAnEmbeddingIsStandardNormal()
    {
        float[] values = Tensor(Options, 1, "encoder.weight");
        int count = values.Length;
        Assert.Equal(0, values.Average(), Sigmas / Math.Sqrt(count));
        Assert.Equal(1, Moment(values, 2), Sigmas * Math.Sqrt(2.0 / count));
        Assert.Equal(0, Moment(values, 3), Sigmas * Math.Sqrt(15.0 / count));
        Assert.Equal(3, Moment(values, 4), Sigmas * Math.Sqrt(96.0 / count));

        // Normal(0, 1) lies within 1 with probability 0.6827 and beyond 2 with 0.0455.
        Assert.Equal(0.6827, Share(values, value => Math.Abs(value) < 1), Sigmas * Math.Sqrt(0.217 / count));
        Assert.Equal(0.0455, Share(values, value => Math.Abs(value) > 2), Sigmas * Math.Sqrt(0.0434 / count));
        AssertUncorrelated(values);
    }

    [Fact]
    public void AUniformBoundHoldsForEveryTensor()
    {
        ModelOptions uniform = Options with { InitialUniform = 0.1 };
        foreach (Parameter parameter in new LanguageModelParameters(uniform).Layout.Parameters)
        {
            AssertUniform(Tensor(uniform, 9, parameter.Name), 0.1);
        }
    }

    [Fact]
    public void EveryElementIsAFunctionOfSeedTensorAndPlace()
    {
        PhiloxKey key = Philox.Key(77, RandomPurpose.Initialization);
        const int tensor = 2;
        float[] values = Tensor(Options, 77, "rnn.weight_hh_l0");
        for (int index = 0; index < values.Length; index++)
        {
            PhiloxWords words = Philox.Compute(key, new PhiloxWords((uint)index / 2, tensor, 0, 0));
            double uniform = index % 2 == 0
                ? Philox.Uniform(words.X0, words.X1)
                : Philox.Uniform(words.X2, words.X3);
            Assert.Equal((float)(((2 * uniform) - 1) * (1 / Math.Sqrt(50))), values[index]);
        }
    }

    [Fact]
    public void NormalElementsAreBoxAndMullersPairs()
    {
        PhiloxKey key = Philox.Key(5, RandomPurpose.Initialization);
        float[] values = Tensor(Options with { Vocabulary = 3, Embedding = 3 }, 5, "encoder.weight");
        Assert.Equal(9, values.Length);
        for (int index = 0; index < values.Length; index++)
        {
            PhiloxWords words = Philox.Compute(key, new PhiloxWords((uint)index / 2, 0, 0, 0));
            double radius = Math.Sqrt(-2 * Math.Log(1 - Philox.Uniform(words.X0, words.X1)));
            double angle = 2 * Math.PI * Philox.Uniform(words.X2, words.X3);
            double expected = radius * (index % 2 == 0 ? Math.Cos(angle) : Math.Sin(angle));

            // One rounding to float, and double's errors far below it.
            Assert.Equal(expected, values[index], 3e-7);
        }
    }

    [Fact]
    public void WhatStandsBehindATensorDoesNotChangeIt()
    {
        ModelOptions deeper = Options with { Layers = 4 };
        foreach (string name in new[] { "encoder.weight", "rnn.weight_ih_l0", "rnn.bias_hh_l1" })
        {
            Assert.Equal(Tensor(Options, 3, name), Tensor(deeper, 3, name));
        }
    }

    [Fact]
    public void SeedsAndTensorsHaveNumbersOfTheirOwn()
    {
        float[] one = Tensor(Options, 1, "rnn.weight_hh_l0");
        Assert.Equal(one, Tensor(Options, 1, "rnn.weight_hh_l0"));
        AssertUnlike(one, Tensor(Options, 2, "rnn.weight_hh_l0"));
        AssertUnlike(one, Tensor(Options, 1 + (1UL << 32), "rnn.weight_hh_l0"));
        AssertUnlike(one, Tensor(Options, 1, "rnn.weight_hh_l1"));
        AssertUnlike(Tensor(Options, 1, "rnn.bias_ih_l0"), Tensor(Options, 1, "rnn.bias_hh_l0"));
    }

    private static float[] Tensor(ModelOptions model, ulong seed, string name)
    {
        var built = new LanguageModel(model, 1, 1, 1);
        built.Parameters.Span.Fill(float.NaN);
        Initializer.Initialize(built, seed);
        Parameter parameter = built.Layout.Parameters.Single(parameter => parameter.Name == name);
        return parameter.Of(built.Parameters.Span).ToArray();
    }

    private static void AssertUniform(float[] values, double bound)
    {
        int count = values.Length;
        Assert.All(values, value => Assert.InRange(value, -bound, bound));

        // The largest of n uniform sizes stays below 1 - 12 / n with probability e^-12.
        Assert.True(values.Max(Math.Abs) >= bound * (1 - (12.0 / count)));
        Assert.Equal(0, values.Average(), Sigmas * bound / Math.Sqrt(3.0 * count));
        double spread = Math.Sqrt((1.0 / 5) - (1.0 / 9)) * bound * bound;
        Assert.Equal(bound * bound / 3, Moment(values, 2), Sigmas * spread / Math.Sqrt(count));
        Assert.Equal(0.5, Share(values, value => Math.Abs(value) < bound / 2), Sigmas * 0.5 / Math.Sqrt(count));
        AssertUncorrelated(values);
    }

    /// <summary>Neighbours, two of which come from one call of Philox, know nothing of each other.</summary>
    private static void AssertUncorrelated(float[] values)
    {
        double sum = 0;
        for (int index = 1; index < values.Length; index++)
        {
            sum += (double)values[index] * values[index - 1];
        }

        Assert.Equal(0, sum / values.Length / Moment(values, 2), Sigmas / Math.Sqrt(values.Length));
    }

    private static void AssertUnlike(float[] one, float[] other)
    {
        Assert.Equal(one.Length, other.Length);
        Assert.True(one.Zip(other).Count(pair => pair.First == pair.Second) <= one.Length / 100);
    }

    private static double Moment(float[] values, int order)
    {
        double mean = values.Average(value => (double)value);
        return values.Average(value => Enumerable.Repeat(value - mean, order).Aggregate((left, right) => left * right));
    }

    private static double Share(float[] values, Func<float, bool> isCounted) =>
        values.Count(isCounted) / (double)values.Length;
}
