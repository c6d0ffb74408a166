using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// What a pass notes down about a recurrent layer in the first rows of a window: the workspace is overwritten on the
/// way back, so it must be read while it is there. The pass reads what it computes anyway and changes nothing.
/// </summary>
/// <remarks>
/// Each row is noted by the thread that carries it, in places of its own, in double and in the order of its columns:
/// the numbers do not depend on who computed which rows, or with which registers.
/// </remarks>
public sealed class LayerTrace
{
    private readonly int steps;
    private readonly int rows;
    private readonly int hidden;
    private readonly GateRange[] gates;
    private readonly double[] hiddenSquares;
    private readonly double[] gradientSquares;
    private readonly int[] lows;
    private readonly int[] highs;

    /// <summary>Lays out a trace.</summary>
    /// <param name="layer">The layer's name, as in <c>rnn.l0</c>.</param>
    /// <param name="gates">Its gates, in the order of their blocks.</param>
    /// <param name="hidden">H.</param>
    /// <param name="steps">T.</param>
    /// <param name="rows">How many rows are noted.</param>
    internal LayerTrace(string layer, GateRange[] gates, int hidden, int steps, int rows)
    {
        Layer = layer;
        this.gates = gates;
        this.hidden = hidden;
        this.steps = steps;
        this.rows = rows;
        hiddenSquares = new double[steps * rows];
        gradientSquares = new double[steps * rows];
        lows = new int[gates.Length * rows];
        highs = new int[gates.Length * rows];
    }

    /// <summary>The layer's name, as in <c>rnn.l0</c>.</summary>
    public string Layer { get; }

    /// <summary>Its gates; a plain recurrent layer has its activation.</summary>
    public IReadOnlyList<GateRange> Gates => gates;

    /// <summary>Values of one gate: time steps, rows and columns.</summary>
    public long GateValues => (long)steps * rows * hidden;

    /// <summary>Sum of the squares of a row's hidden state after a time step.</summary>
    /// <param name="step">0 .. T - 1.</param>
    /// <param name="row">A row that is noted.</param>
    public double HiddenSquares(int step, int row) => hiddenSquares[(step * rows) + row];

    /// <summary>
    /// Sum of the squares of the gradient that arrives at that state, from above and from the following time step
    /// together; of the sum of the losses in nats.
    /// </summary>
    /// <param name="step">0 .. T - 1.</param>
    /// <param name="row">A row that is noted.</param>
    public double GradientSquares(int step, int row) => gradientSquares[(step * rows) + row];

    /// <summary>How many values of a gate are low.</summary>
    /// <param name="gate">Its place among <see cref="Gates"/>.</param>
    public long LowCount(int gate) => Sum(lows, gate);

    /// <summary>How many values of a gate are high.</summary>
    /// <param name="gate">Its place among <see cref="Gates"/>.</param>
    public long HighCount(int gate) => Sum(highs, gate);

    /// <summary>Notes the states and gates of some rows, which have been through the forward pass.</summary>
    /// <param name="window">The window.</param>
    /// <param name="part">The rows; those beyond the ones that are noted are passed over.</param>
    /// <param name="states">The states.</param>
    /// <param name="activations">The gates, and where a position's lie.</param>
    internal void NoteForward(
        Window window, RowRange part, Panels states, (Panels Values, StepRow Place) activations)
    {
        int end = Math.Min(part.First + part.Count, rows);
        for (int row = part.First; row < end; row++)
        {
            for (int step = 0; step < steps; step++)
            {
                hiddenSquares[(step * rows) + row] =
                    Squares(states, window.Shards.RowOf(step, row, StepRow.StateAfter));
                int panelRow = window.Shards.RowOf(step, row, activations.Place);
                for (int gate = 0; gate < gates.Length; gate++)
                {
                    Count(activations.Values, panelRow, gate, row);
                }
            }
        }
    }

    /// <summary>Notes the gradient of a time step's states when it is complete, before it is overwritten.</summary>
    /// <param name="window">The window.</param>
    /// <param name="part">The rows; those beyond the ones that are noted are passed over.</param>
    /// <param name="step">The time step.</param>
    /// <param name="gradient">The gradient of all positions.</param>
    internal void NoteBackward(Window window, RowRange part, int step, Panels gradient)
    {
        int end = Math.Min(part.First + part.Count, rows);
        for (int row = part.First; row < end; row++)
        {
            gradientSquares[(step * rows) + row] = Squares(gradient, window.Position(step, row));
        }
    }

    private static double Squares(Panels matrix, int row)
    {
        double sum = 0;
        for (int panel = 0; panel < matrix.PanelCount; panel++)
        {
            foreach (float value in Valid(matrix, panel, row))
            {
                sum += (double)value * value;
            }
        }

        return sum;
    }

    /// <summary>A row's elements in a panel of one block without the padding, which holds anything.</summary>
    private static ReadOnlySpan<float> Valid(Panels matrix, int panel, int row)
    {
        int column = panel % matrix.BlockPanels * Panels.Width;
        return matrix.RowsOf(panel, row, 1)[..Math.Min(Panels.Width, matrix.BlockColumns - column)];
    }

    private void Count(Panels activations, int panelRow, int gate, int row)
    {
        int low = 0;
        int high = 0;
        GateRange range = gates[gate];
        for (int panel = 0; panel < activations.BlockPanels; panel++)
        {
            foreach (float value in Valid(activations, (gate * activations.BlockPanels) + panel, panelRow))
            {
                low += value <= range.Low ? 1 : 0;
                high += value >= range.High ? 1 : 0;
            }
        }

        lows[(gate * rows) + row] += low;
        highs[(gate * rows) + row] += high;
    }

    private long Sum(int[] counts, int gate)
    {
        long sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += counts[(gate * rows) + row];
        }

        return sum;
    }
}
