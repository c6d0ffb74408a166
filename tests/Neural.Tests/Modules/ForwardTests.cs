using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;
using RnnCluster.TestKit;

namespace RnnCluster.Neural.Tests.Modules;

/// <summary>Losses and states against the plain double forward.</summary>
public sealed class ForwardTests
{
    // A state lies within (-1, 1), a cell within a few units: some dozens of roundings of 2^-24. The worst was 4e-7.
    private const double StateTolerance = 2e-6;

    // Roundings of logits of the size of 1 shift a loss by as much; their signs vary. The worst was 1.1e-7 a target.
    private const double LossTolerance = 5e-7;

    public static TheoryData<string> Cases => [.. NetworkCase.All.Select(network => network.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void LossesAndStatesAreThoseOfThePlainForward(string name)
    {
        NetworkCase network = NetworkCase.Named(name);
        var ours = new TestNetwork(network);
        ours.RunWhole();
        CompareWithPlain(network, ours);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EvaluationDropsNothing(string name)
    {
        NetworkCase network = NetworkCase.Named(name);
        var ours = new TestNetwork(network);
        ours.Window.IsTraining = false;
        ours.Run(new RowRange(2, 4), new RowRange(0, 2));
        CompareWithPlain(network, ours);

        var trained = new TestNetwork(network with { Model = network.Model with { Dropout = 0 } });
        trained.RunWhole();
        Assert.Equal(trained.Window.Losses, ours.Window.Losses);
        Assert.Equal(trained.Window.StateAfter!.Span.ToArray(), ours.Window.StateAfter!.Span.ToArray());
    }

    [Theory]
    [InlineData("Lstm: dropout")]
    [InlineData("Gru: three layers, dropout")]
    public void TrainingDrops(string name)
    {
        var trained = new TestNetwork(NetworkCase.Named(name));
        trained.RunWhole();
        var evaluated = new TestNetwork(NetworkCase.Named(name));
        evaluated.Window.IsTraining = false;
        evaluated.RunWhole();
        Assert.All(
            trained.Window.Losses.Zip(evaluated.Window.Losses), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Theory]
    [InlineData("Lstm: two layers")]
    [InlineData("Gru: one step from zero")]
    public void StatesOfOtherLanesAreLeftAlone(string name)
    {
        var network = new TestNetwork(NetworkCase.Named(name));
        network.RunWhole();
        foreach (StateSlot slot in network.Model.States)
        {
            for (int row = 0; row < slot.Rows; row++)
            {
                float[] state = slot.Row(network.Window.StateAfter!.Span, row).ToArray();
                bool isOurs = network.Window.GlobalRows.Contains(row);
                Assert.All(state, value => Assert.Equal(isOurs, value != TestNetwork.Untouched));
            }
        }
    }

    [Theory]
    [InlineData("Lstm: long window")]
    [InlineData("Gru: two layers")]
    [InlineData("RnnRelu: one-hot")]
    public void TwoWindowsInARowAreOneWindowOfTwiceTheLength(string name)
    {
        NetworkCase half = NetworkCase.Named(name);
        var whole = new TestNetwork(half with { Steps = 2 * half.Steps });
        whole.RunWhole();
        var parts = new TestNetwork(half);
        int positions = parts.Window.Positions;
        for (int part = 0; part < 2; part++)
        {
            whole.Window.Inputs.AsSpan(part * positions, positions).CopyTo(parts.Window.Inputs);
            whole.Window.Targets.AsSpan(part * positions, positions).CopyTo(parts.Window.Targets);
            parts.RunWhole();
            Assert.Equal(whole.Window.Losses.AsSpan(part * positions, positions).ToArray(), parts.Window.Losses);
            parts.Window.StateBefore = parts.Window.StateAfter;
        }

        Assert.Equal(whole.Window.StateAfter!.Span.ToArray(), parts.Window.StateAfter!.Span.ToArray());
    }

    [Fact]
    public void StatesAreNamedByLayer()
    {
        string[] lstm = [.. Slots("Lstm: two layers").Select(slot => slot.Name)];
        Assert.Equal(["rnn.l0.h", "rnn.l0.c", "rnn.l1.h", "rnn.l1.c"], lstm);
        IReadOnlyList<StateSlot> gru = Slots("Gru: two layers");
        Assert.Equal(["rnn.l0.h", "rnn.l1.h"], gru.Select(slot => slot.Name));
        Assert.All(gru, slot => Assert.Equal((20, 10), (slot.Width, slot.Rows)));
        Assert.Equal([0, 200], gru.Select(slot => slot.Offset));
    }

    private static IReadOnlyList<StateSlot> Slots(string name) => new TestNetwork(NetworkCase.Named(name)).Model.States;

    private static void CompareWithPlain(NetworkCase network, TestNetwork ours)
    {
        int rows = ours.Window.Rows;
        ReferenceResult plain = new PlainNetwork(network, ours, 0, rows).Forward();
        double targets = ours.Window.Positions;
        Assert.Equal(plain.LossSum / targets, ours.Window.Losses.Sum() / targets, LossTolerance);
        for (int layer = 0; layer < network.Model.Layers; layer++)
        {
            CompareState(ours, $"rnn.l{layer}.h", plain.State.Hidden[layer]);
            if (network.Model.Cell == CellKind.Lstm)
            {
                CompareState(ours, $"rnn.l{layer}.c", plain.State.Cell[layer]);
            }
        }
    }

    private static void CompareState(TestNetwork ours, string slot, double[] expected)
    {
        for (int row = 0; row < ours.Window.Rows; row++)
        {
            float[] state = ours.StateAfter(slot, row);
            for (int column = 0; column < state.Length; column++)
            {
                Assert.Equal(expected[(row * state.Length) + column], state[column], StateTolerance);
            }
        }
    }
}
