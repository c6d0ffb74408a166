using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Tests.Models;

/// <summary>
/// Names, shapes and order of a state_dict of PyTorch's word_language_model: nn.Embedding "encoder", nn.LSTM, nn.GRU or
/// nn.RNN "rnn", nn.Linear "decoder".
/// </summary>
public sealed class LanguageModelParametersTests
{
    [Theory]
    [InlineData(CellKind.Lstm, 4)]
    [InlineData(CellKind.Gru, 3)]
    [InlineData(CellKind.RnnTanh, 1)]
    [InlineData(CellKind.RnnRelu, 1)]
    public void AnUntiedModelHasPyTorchsTensors(CellKind cell, int gates)
    {
        Assert.Equal(
            [
                "encoder.weight [11, 5]",
                $"rnn.weight_ih_l0 [{gates * 7}, 5]",
                $"rnn.weight_hh_l0 [{gates * 7}, 7]",
                $"rnn.bias_ih_l0 [{gates * 7}]",
                $"rnn.bias_hh_l0 [{gates * 7}]",
                $"rnn.weight_ih_l1 [{gates * 7}, 7]",
                $"rnn.weight_hh_l1 [{gates * 7}, 7]",
                $"rnn.bias_ih_l1 [{gates * 7}]",
                $"rnn.bias_hh_l1 [{gates * 7}]",
                "decoder.weight [11, 7]",
                "decoder.bias [11]",
            ],
            Tensors(new ModelOptions(11, 5, cell, 7, 2, 0.5, false, null)));
    }

    [Theory]
    [InlineData(CellKind.Lstm, 4)]
    [InlineData(CellKind.Gru, 3)]
    [InlineData(CellKind.RnnTanh, 1)]
    public void ATiedModelHasNoDecoderWeight(CellKind cell, int gates)
    {
        Assert.Equal(
            [
                "encoder.weight [11, 7]",
                $"rnn.weight_ih_l0 [{gates * 7}, 7]",
                $"rnn.weight_hh_l0 [{gates * 7}, 7]",
                $"rnn.bias_ih_l0 [{gates * 7}]",
                $"rnn.bias_hh_l0 [{gates * 7}]",
                "decoder.bias [11]",
            ],
            Tensors(new ModelOptions(11, 7, cell, 7, 1, 0, true, null)));
    }

    [Fact]
    public void AOneHotModelHasNoEmbedding()
    {
        Assert.Equal(
            [
                "rnn.weight_ih_l0 [28, 11]",
                "rnn.weight_hh_l0 [28, 7]",
                "rnn.bias_ih_l0 [28]",
                "rnn.bias_hh_l0 [28]",
                "decoder.weight [11, 7]",
                "decoder.bias [11]",
            ],
            Tensors(new ModelOptions(11, 0, CellKind.Lstm, 7, 1, 0, false, null)));
    }

    [Fact]
    public void TensorsFollowOneAnotherWithoutGaps()
    {
        ParameterLayout layout = Layout(new ModelOptions(11, 5, CellKind.Gru, 7, 3, 0, false, null));
        int offset = 0;
        foreach (Parameter parameter in layout.Parameters)
        {
            Assert.Equal(offset, parameter.Offset);
            Assert.Equal(parameter.Shape.Aggregate(1, (product, size) => product * size), parameter.Length);
            offset += parameter.Length;
        }

        Assert.Equal(offset, layout.Length);
    }

    [Fact]
    public void AModelThatFitsNoBufferIsRefused()
    {
        var options = new ModelOptions(10_000_000, 60, CellKind.Lstm, 7, 1, 0, false, null);
        string message = Assert.Throws<InputException>(() => Layout(options)).Message;
        Assert.Equal(
            "model: encoder.weight (10000000 x 60) brings the model to 600,000,000 parameters; at most 536,870,911 fit "
            + "one buffer; make the model or the vocabulary smaller",
            message);
    }

    [Fact]
    public void ATiedModelNeedsEqualWidths() => Assert.Throws<InvalidOperationException>(
        () => Layout(new ModelOptions(11, 6, CellKind.Lstm, 7, 1, 0, true, null)));

    private static ParameterLayout Layout(ModelOptions options) => new LanguageModelParameters(options).Layout;

    private static string[] Tensors(ModelOptions options) =>
        [.. Layout(options).Parameters.Select(
            parameter => $"{parameter.Name} [{string.Join(", ", parameter.Shape)}]")];
}
