using System.Diagnostics;
using RnnCluster.Neural.Modules;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Models;

/// <summary>
/// The tensors of a language model under PyTorch's names, in the order of PyTorch's <c>word_language_model</c>:
/// <c>encoder.weight</c>, the recurrent layers, <c>decoder.weight</c>, <c>decoder.bias</c>. Without an embedding there
/// is no <c>encoder.weight</c>; tied, there is no <c>decoder.weight</c>.
/// </summary>
public sealed class LanguageModelParameters
{
    /// <summary>Lays out the tensors.</summary>
    /// <param name="options">What the model is made of.</param>
    /// <exception cref="InputException">The model is too large for one buffer.</exception>
    public LanguageModelParameters(ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Ensure.That(!options.Tied || options.Embedding == options.Hidden);
        Encoder = options.Embedding == 0
            ? null
            : Layout.AddMatrix("encoder.weight", options.Vocabulary, options.Embedding);
        var layers = new List<RecurrentParameters>();
        int gates = GateCount(options.Cell);
        for (int layer = 0; layer < options.Layers; layer++)
        {
            int input = layer == 0 ? options.InputWidth : options.Hidden;
            layers.Add(RecurrentParameters.Add(Layout, layer, gates, input, options.Hidden));
        }

        Layers = layers;
        DecoderWeight = options.Tied
            ? Encoder!
            : Layout.AddMatrix("decoder.weight", options.Vocabulary, options.Hidden);
        DecoderBias = Layout.AddVector("decoder.bias", options.Vocabulary);
    }

    /// <summary>All tensors in order.</summary>
    public ParameterLayout Layout { get; } = new();

    internal Parameter? Encoder { get; }

    internal IReadOnlyList<RecurrentParameters> Layers { get; }

    internal Parameter DecoderWeight { get; }

    internal Parameter DecoderBias { get; }

    /// <summary>How many blocks of columns the weights of a recurrent layer have.</summary>
    /// <param name="cell">The recurrence.</param>
    public static int GateCount(CellKind cell) => cell switch
    {
        CellKind.Lstm => LstmLayer.GateCount,
        CellKind.Gru => GruLayer.GateCount,
        CellKind.RnnTanh or CellKind.RnnRelu => RnnLayer.GateCount,
        _ => throw new UnreachableException(),
    };

    /// <summary>How many states a recurrent layer carries from window to window, each as wide as it is.</summary>
    /// <param name="cell">The recurrence.</param>
    public static int StateCount(CellKind cell) => cell switch
    {
        CellKind.Lstm => 2,
        CellKind.Gru or CellKind.RnnTanh or CellKind.RnnRelu => 1,
        _ => throw new UnreachableException(),
    };
}
