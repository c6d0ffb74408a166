namespace RnnCluster.TestKit.Tests;

/// <summary>The second opinion is worth something only if a third one, PyTorch in float64, agrees with it.</summary>
public sealed class ReferenceNetworkTests
{
    // Sums of a few hundred doubles in another order: 1e-15 relative each, with room for 40 targets.
    private const double Tolerance = 1e-13;

    public static TheoryData<string> Cases()
    {
        var cases = new TheoryData<string>();
        foreach (string name in ReferenceCase.Names())
        {
            cases.Add(name);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AnEpochWithoutUpdatesHasTheLossesOfPyTorch(string name)
    {
        ReferenceCase reference = ReferenceCase.Load(name);
        AssertClose(reference.FrozenLosses, EpochLosses(reference, reference.Initial));
        AssertClose(reference.FrozenFinalLosses, EpochLosses(reference, reference.Final));
        Assert.Equal(reference.Losses[0], reference.FrozenLosses[0], Tolerance);
    }

    [Theory]
    [InlineData("rnn-tanh-adam")]
    [InlineData("rnn-relu-adam")]
    public void FiniteDifferencesHaveTheNormOfPyTorchsGradient(string name)
    {
        ReferenceCase reference = ReferenceCase.Load(name);
        Dictionary<string, double[]> parameters = Values(reference.Initial);
        var network = new ReferenceNetwork(reference.Kind, parameters);
        ReferenceState zero = network.ZeroState(reference.Batch);
        (int[] inputs, int[] targets) = reference.WindowOf(0);
        double Loss() => network.Forward(inputs, targets, zero).LossSum / targets.Length;

        double squares = 0;
        foreach (string parameter in reference.Initial.Keys)
        {
            double[] gradient = FiniteDifferences.Gradient(parameters, parameter, Loss);
            squares += gradient.Sum(element => element * element);
        }

        Assert.Equal(reference.Norms[0], Math.Sqrt(squares), 1e-8);
    }

    [Fact]
    public void ADroppedUnitReachesNeitherTheNextLayerNorTheLoss()
    {
        ReferenceCase reference = ReferenceCase.Load("gru-adam");
        Dictionary<string, double[]> parameters = Values(reference.Initial);
        var network = new ReferenceNetwork(reference.Kind, parameters);
        ReferenceState zero = network.ZeroState(reference.Batch);
        (int[] inputs, int[] targets) = reference.WindowOf(0);
        double Loss() => network.Forward(inputs, targets, zero, (_, _, _, unit) => unit == 3 ? 0 : 1.25).LossSum;

        double[] gradient = FiniteDifferences.Gradient(parameters, "rnn.weight_ih_l1", Loss);

        for (int index = 0; index < gradient.Length; index++)
        {
            Assert.Equal(index % reference.Hidden == 3, gradient[index] == 0);
        }
    }

    [Fact]
    public void ForwardLeavesTheInitialStateAsItWas()
    {
        ReferenceCase reference = ReferenceCase.Load("lstm-adam");
        var network = new ReferenceNetwork(reference.Kind, Values(reference.Initial));
        ReferenceState zero = network.ZeroState(reference.Batch);
        (int[] inputs, int[] targets) = reference.WindowOf(0);

        ReferenceState after = network.Forward(inputs, targets, zero).State;

        Assert.All(zero.Hidden.Concat(zero.Cell).SelectMany(values => values), value => Assert.Equal(0, value));
        Assert.All(after.Hidden.Concat(after.Cell).SelectMany(values => values), value => Assert.NotEqual(0, value));
    }

    private static Dictionary<string, double[]> Values(SortedDictionary<string, ReferenceTensor> tensors) =>
        tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Values);

    private static double[] EpochLosses(ReferenceCase reference, SortedDictionary<string, ReferenceTensor> parameters)
    {
        var network = new ReferenceNetwork(reference.Kind, Values(parameters));
        ReferenceState state = network.ZeroState(reference.Batch);
        double[] losses = new double[reference.WindowsPerEpoch];
        for (int step = 0; step < losses.Length; step++)
        {
            (int[] inputs, int[] targets) = reference.WindowOf(step);
            ReferenceResult result = network.Forward(inputs, targets, state);
            losses[step] = result.LossSum / targets.Length;
            state = result.State;
        }

        return losses;
    }

    private static void AssertClose(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.Equal(expected[index], actual[index], Tolerance);
        }
    }
}
