using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>
/// The element-wise part of an LSTM cell. The gates are a matrix of four blocks of H columns in PyTorch's order: input,
/// forget, cell, output. Rows are independent, so threads may take disjoint ranges of rows.
/// </summary>
/// <remarks>
/// <para>Forward, per element; <c>fma</c> is rounded once, every other operation by itself:</para>
/// <code>
/// i = sigmoid(a_i)   f = sigmoid(a_f)   g = tanh(a_g)   o = sigmoid(a_o)
/// c = fma(f, c_prev, i * g)
/// h = o * tanh(c)
/// </code>
/// <para>Backward, with k = tanh(c) computed again, which costs less than keeping and reading it:</para>
/// <code>
/// dc   = fma(dh * o, fma(-k, k, 1), dc)
/// da_i = (dc * g) * (i * (1 - i))
/// da_f = (dc * c_prev) * (f * (1 - f))
/// da_g = (dc * i) * fma(-g, g, 1)
/// da_o = (dh * k) * (o * (1 - o))
/// dc_prev = dc * f
/// </code>
/// </remarks>
public static class LstmGates
{
    /// <summary>Blocks of the gate matrix.</summary>
    public const int Blocks = 4;

    /// <summary>One time step forward.</summary>
    /// <param name="gates">Pre-activations, four blocks of H; replaced by the activations.</param>
    /// <param name="cellPrevious">Cell state before the step, H columns.</param>
    /// <param name="cell">Receives the cell state; may be <paramref name="cellPrevious"/> if no backward comes.</param>
    /// <param name="hidden">Receives the hidden state, H columns.</param>
    /// <param name="rows">How many rows.</param>
    public static void Forward(
        PanelRows gates, PanelRows cellPrevious, PanelRows cell, PanelRows hidden, int rows) =>
        Forward(gates, cellPrevious, cell, hidden, rows, LaneSelection.Current);

    /// <summary>One time step backward.</summary>
    /// <param name="gates">Activations from the forward pass; replaced by the pre-activations' gradients.</param>
    /// <param name="cellPrevious">Cell state before the step.</param>
    /// <param name="cell">Cell state after the step.</param>
    /// <param name="dHidden">Gradient of the hidden state: from above and from the following step together.</param>
    /// <param name="dCell">Gradient of the cell state from the following step; replaced by the one before's.</param>
    /// <param name="rows">How many rows.</param>
    public static void Backward(
        PanelRows gates, PanelRows cellPrevious, PanelRows cell, PanelRows dHidden, PanelRows dCell, int rows) =>
        Backward(gates, cellPrevious, cell, dHidden, dCell, rows, LaneSelection.Current);

    internal static void Forward(
        PanelRows gates, PanelRows cellPrevious, PanelRows cell, PanelRows hidden, int rows, LaneKind kind)
    {
        int columns = gates.Panels.BlockColumns;
        gates.EnsureShape(rows, Blocks, columns);
        cellPrevious.EnsureShape(rows, 1, columns);
        cell.EnsureShape(rows, 1, columns);
        hidden.EnsureShape(rows, 1, columns);
        var action = new LstmForward(gates, cellPrevious, cell, hidden, rows);
        LaneDispatch.Invoke(ref action, kind);
    }

    internal static void Backward(
        PanelRows gates,
        PanelRows cellPrevious,
        PanelRows cell,
        PanelRows dHidden,
        PanelRows dCell,
        int rows,
        LaneKind kind)
    {
        int columns = gates.Panels.BlockColumns;
        gates.EnsureShape(rows, Blocks, columns);
        cellPrevious.EnsureShape(rows, 1, columns);
        cell.EnsureShape(rows, 1, columns);
        dHidden.EnsureShape(rows, 1, columns);
        dCell.EnsureShape(rows, 1, columns);
        var action = new LstmBackward(gates, cellPrevious, cell, dHidden, dCell, rows);
        LaneDispatch.Invoke(ref action, kind);
    }
}
