using RnnCluster.Kernels.Updates;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Tests.Optimizers;

/// <summary>
/// Three updates of two parameters against PyTorch's optimizers in float64. Gradients and rates are short binary
/// fractions, so that both sides start from the same numbers.
/// </summary>
public sealed class OptimizerTests
{
    // Three updates of a parameter near 1, each a few roundings of 2^-24 of it.
    private const double Tolerance = 4e-7;

    /// <summary>The two parameters stand at the ends of a vector of two blocks, the second one short.</summary>
    private const int Length = Blocks.Floats + 3;

    private static readonly float[] Gradients = [0.5f, -0.25f, -1.5f, 0.125f, 0.75f, 2];
    private static readonly double[] Rates = [0.125, 0.125, 0.0625];

    /// <summary>Both parameters after each update; make_updates.py beside this file printed them.</summary>
    private static readonly Dictionary<string, double[]> Expected = new()
    {
        ["sgd"] =
        [
            0.9375, -0.46875,
            1.125, -0.484375,
            1.078125, -0.609375,
        ],
        ["sgd, decay"] =
        [
            0.90625, -0.453125,
            1.0654296875, -0.45458984375,
            1.0019073486328125, -0.5724868774414062,
        ],
        ["momentum"] =
        [
            0.9375, -0.46875,
            1.078125, -0.4609375,
            1.083984375, -0.5830078125,
        ],
        ["momentum, decay"] =
        [
            0.90625, -0.453125,
            0.9951171875, -0.41943359375,
            0.9660186767578125, -0.5252456665039062,
        ],
        ["dampening"] =
        [
            0.9375, -0.46875,
            0.984375, -0.453125,
            0.978515625, -0.509765625,
        ],
        ["nesterov"] =
        [
            0.890625, -0.4453125,
            1.18359375, -0.455078125,
            1.14111328125, -0.671630859375,
        ],
        ["nesterov, decay"] =
        [
            0.8359375, -0.41796875,
            1.06561279296875, -0.396087646484375,
            0.980055570602417, -0.594840407371521,
        ],
        ["adam"] =
        [
            0.9, -0.4166666666666667,
            0.9631509689134287, -0.40265663252169304,
            0.9653727798818065, -0.44132293018377006,
        ],
        ["adam, decay"] =
        [
            0.8928571428571428, -0.40625,
            0.9357703054707583, -0.35801051804262923,
            0.9253212134008652, -0.39322281378388924,
        ],
        ["adam, defaults"] =
        [
            0.8750000025, -0.3750000049999998,
            0.936773731109725, -0.34170787672716585,
            0.9412246101109759, -0.3794707257168298,
        ],
        ["adamw"] =
        [
            0.86875, -0.4010416666666667,
            0.9047525314134287, -0.3744990804383597,
            0.8928375840784717, -0.4073138299685874,
        ],
        ["adamw, defaults"] =
        [
            0.8737500025, -0.3743750049999998,
            0.9344315436066, -0.34061490797091587,
            0.9382984028930969, -0.378164872643098,
        ],
    };

    public static TheoryData<string> Cases => [.. Expected.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void ThreeUpdatesAreThoseOfPyTorch(string name)
    {
        Optimizer optimizer = Optimizer.Create(Options(name), Length);
        float[] parameters = new float[Length];
        (parameters[0], parameters[^1]) = (1, -0.5f);
        for (int step = 0; step < Rates.Length; step++)
        {
            Update(optimizer, parameters, step, GradientClip.None);
            Assert.Equal(Expected[name][2 * step], parameters[0], Tolerance);
            Assert.Equal(Expected[name][(2 * step) + 1], parameters[^1], Tolerance);
            Assert.All(parameters[1..^1], parameter => Assert.Equal(0, parameter));
        }
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("momentum", "optimizer.momentum.")]
    [InlineData("adamw", "optimizer.m.", "optimizer.v.")]
    public void MomentsAreNamedAndStartAtZero(string name, params string[] prefixes)
    {
        Optimizer optimizer = Optimizer.Create(Options(name), Length);
        Assert.Equal(prefixes, optimizer.Moments.Select(moment => moment.Prefix));
        Assert.All(optimizer.Moments, moment => Assert.Equal(Length, moment.Values.Length));
        Assert.All(
            optimizer.Moments.SelectMany(moment => moment.Values.Span.ToArray()), value => Assert.Equal(0, value));
    }

    [Fact]
    public void MomentsFollowTheirDefinition()
    {
        Optimizer momentum = Optimizer.Create(Options("momentum"), Length);
        Optimizer adam = Optimizer.Create(Options("adam"), Length);
        float[] parameters = new float[Length];
        for (int step = 0; step < 2; step++)
        {
            Update(momentum, parameters, step, GradientClip.None);
            Update(adam, parameters, step, GradientClip.None);
        }

        // 0.75 * 0.5 - 1.5; 0.75 * 0.25 * 0.5 - 0.25 * 1.5; 0.875 * 0.125 * 0.25 + 0.125 * 2.25. All exact.
        Assert.Equal(-1.125f, momentum.Moments[0].Values.Span[0]);
        Assert.Equal(-0.28125f, adam.Moments[0].Values.Span[0]);
        Assert.Equal(0.30859375f, adam.Moments[1].Values.Span[0]);
    }

    [Fact]
    public void AGradientIsClippedByItsNorm()
    {
        // A norm of 3, brought down to 1.5: the rate times half the gradient, but for the 1e-6 in PyTorch's formula.
        var options = new ClipOptions(ClipKind.Norm, 1.5);
        Assert.Equal(0.9375 + (0.0625 / 2), Clipped(options.For(3))[0], 1e-6);
        Assert.Equal((float)(1.5 / 3.000001), options.For(3).Factor);
        Assert.Equal(0.9375f, Clipped(options.For(1.25))[0]);
        Assert.Equal(0.9375f, Clipped(new ClipOptions(ClipKind.None, 0).For(3))[0]);
    }

    [Fact]
    public void AGradientIsClippedElementByElement()
    {
        float[] clipped = Clipped(new ClipOptions(ClipKind.Value, 0.375).For(3));
        Assert.Equal(1 - (0.125f * 0.375f), clipped[0]);
        Assert.Equal(-0.5f + (0.125f * 0.25f), clipped[^1]);
    }

    private static float[] Clipped(GradientClip clip)
    {
        float[] parameters = new float[Length];
        (parameters[0], parameters[^1]) = (1, -0.5f);
        Update(Optimizer.Create(Options("sgd"), Length), parameters, 0, clip);
        return parameters;
    }

    private static void Update(Optimizer optimizer, float[] parameters, int step, GradientClip clip)
    {
        float[] gradient = new float[Length];
        (gradient[0], gradient[^1]) = (Gradients[2 * step], Gradients[(2 * step) + 1]);
        var digests = new Digest128[Blocks.Count(Length)];
        optimizer.Begin(new Step(step + 1), Rates[step]);
        optimizer.Update(clip, gradient.AsSpan(Blocks.Floats), parameters, 1, 2, digests);
        optimizer.Update(clip, gradient, parameters, 0, 1, digests);
        Assert.Equal(2, digests.Distinct().Count());
    }

    private static OptimizerOptions Options(string name)
    {
        double decay = name.EndsWith("decay", StringComparison.Ordinal) ? 0.25 : 0;
        return name.Split(',')[0] switch
        {
            "sgd" => new SgdOptions(decay, 0, 0, false),
            "momentum" => new SgdOptions(decay, 0.75, 0, false),
            "dampening" => new SgdOptions(decay, 0.75, 0.5, false),
            "nesterov" => new SgdOptions(decay, 0.75, 0, true),
            _ when name == "adam, defaults" => new AdamOptions(0, 0.9, 0.999, 1e-8, false),
            _ when name == "adamw, defaults" => new AdamOptions(0.01, 0.9, 0.999, 1e-8, true),
            "adam" => new AdamOptions(decay, 0.75, 0.875, 0.125, false),
            _ => new AdamOptions(0.25, 0.75, 0.875, 0.125, true),
        };
    }
}
