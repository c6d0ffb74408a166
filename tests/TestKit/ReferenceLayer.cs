using RnnCluster.Shared;

namespace RnnCluster.TestKit;

/// <summary>
/// One recurrent layer, forward, in double precision and in plain loops: written to be read beside PyTorch's formulas
/// (torch.nn.RNN, LSTM, GRU), not to be fast. B batch, T time, I input, H hidden, G blocks of gate rows.
/// </summary>
public sealed class ReferenceLayer
{
    private readonly ReferenceCell cell;
    private readonly double[] weightIh;
    private readonly double[] weightHh;
    private readonly double[] biasIh;
    private readonly double[] biasHh;

    /// <summary>
    /// Creates a layer over parameters that it reads at every call: a changed element counts at once.
    /// </summary>
    /// <param name="cell">The kind of cell; it decides G (RNN 1, GRU 3, LSTM 4).</param>
    /// <param name="weightIh">(G H, I), row-major.</param>
    /// <param name="weightHh">(G H, H), row-major.</param>
    /// <param name="biasIh">(G H).</param>
    /// <param name="biasHh">(G H).</param>
    public ReferenceLayer(ReferenceCell cell, double[] weightIh, double[] weightHh, double[] biasIh, double[] biasHh)
    {
        this.cell = cell;
        this.weightIh = weightIh;
        this.weightHh = weightHh;
        this.biasIh = biasIh;
        this.biasHh = biasHh;
        HiddenSize = biasHh.Length / Gates(cell);
        InputSize = weightIh.Length / biasIh.Length;
        Ensure.That(biasIh.Length == Gates(cell) * HiddenSize);
        Ensure.That(biasHh.Length == biasIh.Length);
        Ensure.That(weightHh.Length == biasHh.Length * HiddenSize);
        Ensure.That(weightIh.Length == biasIh.Length * InputSize);
    }

    /// <summary>I, the width of an input row.</summary>
    public int InputSize { get; }

    /// <summary>H, the units of the layer.</summary>
    public int HiddenSize { get; }

    /// <summary>The number of gate blocks in the rows of a cell's weights.</summary>
    /// <param name="cell">The kind of cell.</param>
    /// <returns>1, 3 or 4.</returns>
    public static int Gates(ReferenceCell cell) => cell switch
    {
        ReferenceCell.Lstm => 4,
        ReferenceCell.Gru => 3,
        _ => 1,
    };

    /// <summary>Runs the layer over a window.</summary>
    /// <param name="x">The input, (T, B, I), row-major; its length decides T.</param>
    /// <param name="hidden">h, (B, H): the state before the window, overwritten with the one after it.</param>
    /// <param name="memory">c, (B, H), of an LSTM, likewise; left alone by the other cells.</param>
    /// <returns>The output, (T, B, H): every hidden state.</returns>
    public double[] Forward(double[] x, double[] hidden, double[] memory)
    {
        int batch = hidden.Length / HiddenSize;
        int rows = x.Length / InputSize;
        double[] y = new double[rows * HiddenSize];
        for (int row = 0; row < rows; row++)
        {
            int lane = row % batch;
            double[] fromInput = Affine(weightIh, biasIh, x, row * InputSize, InputSize);
            double[] fromHidden = Affine(weightHh, biasHh, hidden, lane * HiddenSize, HiddenSize);
            for (int unit = 0; unit < HiddenSize; unit++)
            {
                int at = (lane * HiddenSize) + unit;
                hidden[at] = Advance(fromInput, fromHidden, unit, hidden[at], ref memory[at]);
                y[(row * HiddenSize) + unit] = hidden[at];
            }
        }

        return y;
    }

    /// <summary>W v + b for one row v that stands at <paramref name="start"/> in <paramref name="values"/>.</summary>
    private static double[] Affine(double[] weight, double[] bias, double[] values, int start, int width)
    {
        double[] result = new double[bias.Length];
        for (int row = 0; row < bias.Length; row++)
        {
            double sum = bias[row];
            for (int column = 0; column < width; column++)
            {
                sum += weight[(row * width) + column] * values[start + column];
            }

            result[row] = sum;
        }

        return result;
    }

    private static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    /// <summary>One unit, one time step: returns the new h and updates c.</summary>
    private double Advance(double[] fromInput, double[] fromHidden, int unit, double h, ref double c)
    {
        double Sum(int gate) => fromInput[(gate * HiddenSize) + unit] + fromHidden[(gate * HiddenSize) + unit];

        switch (cell)
        {
            case ReferenceCell.RnnTanh:
                return Math.Tanh(Sum(0));
            case ReferenceCell.RnnRelu:
                return Math.Max(0, Sum(0));
            case ReferenceCell.Lstm:
                double input = Sigmoid(Sum(0));
                double forget = Sigmoid(Sum(1));
                double candidate = Math.Tanh(Sum(2));
                double output = Sigmoid(Sum(3));
                c = (forget * c) + (input * candidate);
                return output * Math.Tanh(c);
            default:
                double reset = Sigmoid(Sum(0));
                double update = Sigmoid(Sum(1));
                int at = (2 * HiddenSize) + unit;
                double proposal = Math.Tanh(fromInput[at] + (reset * fromHidden[at]));
                return ((1 - update) * proposal) + (update * h);
        }
    }
}
