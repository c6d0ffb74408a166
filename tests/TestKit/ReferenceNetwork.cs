using System.Globalization;
using RnnCluster.Shared;

namespace RnnCluster.TestKit;

/// <summary>
/// A language model, forward only, in double precision and in plain loops: embedding or one-hot input, stacked
/// recurrent layers, a linear head, cross-entropy. It is the second opinion on the fast code: its losses agree with
/// PyTorch's in float64, and its finite differences are what a gradient must be.
/// </summary>
/// <remarks>
/// Parameters go by PyTorch's names: encoder.weight (V, E), rnn.weight_ih_l0 ..., decoder.weight (V, H), decoder.bias
/// (V). Without encoder.weight the input is one-hot; without decoder.weight the head is tied to the embedding.
/// </remarks>
public sealed class ReferenceNetwork
{
    private const string EncoderWeight = "encoder.weight";
    private const string DecoderWeight = "decoder.weight";
    private const string DecoderBias = "decoder.bias";

    private readonly double[]? encoder;
    private readonly ReferenceLayer[] layers;
    private readonly double[] decoder;
    private readonly double[] bias;

    /// <summary>Creates a network over parameters that it reads at every call.</summary>
    /// <param name="cell">The kind of cell in every layer.</param>
    /// <param name="parameters">The arrays by name, row-major; all sizes follow from their lengths.</param>
    public ReferenceNetwork(ReferenceCell cell, IReadOnlyDictionary<string, double[]> parameters)
    {
        var stack = new List<ReferenceLayer>();
        while (parameters.ContainsKey(Name("weight_hh", stack.Count)))
        {
            int layer = stack.Count;
            stack.Add(new ReferenceLayer(
                cell,
                parameters[Name("weight_ih", layer)],
                parameters[Name("weight_hh", layer)],
                parameters[Name("bias_ih", layer)],
                parameters[Name("bias_hh", layer)]));
        }

        layers = [.. stack];
        bias = parameters[DecoderBias];
        encoder = parameters.GetValueOrDefault(EncoderWeight);
        decoder = parameters.GetValueOrDefault(DecoderWeight) ?? parameters[EncoderWeight];
        Ensure.That(layers.Length > 0);
        Ensure.That(layers[0].InputSize == (encoder is null ? Vocabulary : encoder.Length / Vocabulary));
        Ensure.That(decoder.Length == Vocabulary * HiddenSize);
    }

    /// <summary>V, the number of tokens.</summary>
    public int Vocabulary => bias.Length;

    /// <summary>H, the units of each layer.</summary>
    public int HiddenSize => layers[0].HiddenSize;

    /// <summary>The zero state.</summary>
    /// <param name="batch">B, the number of lanes.</param>
    /// <returns>A new state.</returns>
    public ReferenceState ZeroState(int batch) => new(layers.Length, batch, HiddenSize);

    /// <summary>Runs the network over a window.</summary>
    /// <param name="inputs">The input tokens, (T, B), row-major: lane b at time t stands at t B + b.</param>
    /// <param name="targets">The tokens to predict, (T, B).</param>
    /// <param name="initial">The state before the window; it is not changed.</param>
    /// <param name="dropout">
    /// What multiplies an output on its way to the next layer, by (layer, time, lane, unit): 0 or 1 / (1 - p). The last
    /// layer's output is not dropped. Null: no dropout.
    /// </param>
    /// <returns>The loss in nats, summed over the targets, and the state after the window.</returns>
    public ReferenceResult Forward(
        ReadOnlySpan<int> inputs,
        ReadOnlySpan<int> targets,
        ReferenceState initial,
        Func<int, int, int, int, double>? dropout = null)
    {
        Ensure.That(inputs.Length == targets.Length);
        int batch = initial.Hidden[0].Length / HiddenSize;
        Ensure.That(inputs.Length % batch == 0);
        ReferenceState state = initial.Copy();
        double[] x = Encode(inputs);
        for (int layer = 0; layer < layers.Length; layer++)
        {
            x = layers[layer].Forward(x, state.Hidden[layer], state.Cell[layer]);
            if (dropout is not null && layer < layers.Length - 1)
            {
                Drop(x, layer, batch, dropout);
            }
        }

        double loss = 0;
        for (int row = 0; row < targets.Length; row++)
        {
            loss += CrossEntropy(Logits(x, row), targets[row]);
        }

        return new ReferenceResult(loss, state);
    }

    private static string Name(string kind, int layer) =>
        string.Create(CultureInfo.InvariantCulture, $"rnn.{kind}_l{layer}");

    /// <summary>-log softmax(logits)[target], with the largest logit taken out so that nothing overflows.</summary>
    private static double CrossEntropy(double[] logits, int target)
    {
        double largest = logits.Max();
        double sum = 0;
        foreach (double logit in logits)
        {
            sum += Math.Exp(logit - largest);
        }

        return Math.Log(sum) + largest - logits[target];
    }

    private double[] Encode(ReadOnlySpan<int> tokens)
    {
        int width = layers[0].InputSize;
        double[] x = new double[tokens.Length * width];
        for (int row = 0; row < tokens.Length; row++)
        {
            if (encoder is null)
            {
                x[(row * width) + tokens[row]] = 1;
            }
            else
            {
                Array.Copy(encoder, tokens[row] * width, x, row * width, width);
            }
        }

        return x;
    }

    private void Drop(double[] y, int layer, int batch, Func<int, int, int, int, double> dropout)
    {
        for (int at = 0; at < y.Length; at++)
        {
            int row = at / HiddenSize;
            y[at] *= dropout(layer, row / batch, row % batch, at % HiddenSize);
        }
    }

    private double[] Logits(double[] y, int row)
    {
        double[] logits = new double[Vocabulary];
        for (int token = 0; token < Vocabulary; token++)
        {
            double sum = bias[token];
            for (int unit = 0; unit < HiddenSize; unit++)
            {
                sum += decoder[(token * HiddenSize) + unit] * y[(row * HiddenSize) + unit];
            }

            logits[token] = sum;
        }

        return logits;
    }
}
