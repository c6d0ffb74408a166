using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>
/// The element-wise part of a GRU cell. The gates are a matrix of three blocks of H columns in PyTorch's order: reset,
/// update, new. The recurrent part of the new gate, hn = W_hn h + b_hn, is a matrix of its own, since the reset gate
/// multiplies it. Rows are independent, so threads may take disjoint ranges of rows.
/// </summary>
/// <remarks>
/// <para>Forward, per element; <c>fma</c> is rounded once, every other operation by itself:</para>
/// <code>
/// r = sigmoid(a_r)   z = sigmoid(a_z)   n = tanh(fma(r, hn, a_n))
/// h = fma(z, h_prev - n, n)
/// </code>
/// <para>Backward:</para>
/// <code>
/// da_z = (dh * (h_prev - n)) * (z * (1 - z))
/// da_n = (dh * (1 - z)) * fma(-n, n, 1)
/// da_r = (da_n * hn) * (r * (1 - r))
/// dhn  = da_n * r
/// dh_prev = dh * z
/// </code>
/// </remarks>
public static class GruGates
{
    /// <summary>Blocks of the gate matrix.</summary>
    public const int Blocks = 3;

    /// <summary>One time step forward.</summary>
    /// <param name="gates">
    /// Three blocks of H: the whole pre-activations of reset and update, the input's part of new; replaced by the
    /// activations.
    /// </param>
    /// <param name="recurrentNew">hn, H columns; kept for the backward pass.</param>
    /// <param name="hiddenPrevious">Hidden state before the step, H columns.</param>
    /// <param name="hidden">Receives the hidden state; may be <paramref name="hiddenPrevious"/>.</param>
    /// <param name="rows">How many rows.</param>
    public static void Forward(
        PanelRows gates, PanelRows recurrentNew, PanelRows hiddenPrevious, PanelRows hidden, int rows) =>
        Forward(gates, recurrentNew, hiddenPrevious, hidden, rows, LaneSelection.Current);

    /// <summary>One time step backward.</summary>
    /// <param name="gates">Activations from the forward pass; replaced by the pre-activations' gradients.</param>
    /// <param name="recurrentNew">hn from the forward pass; replaced by its gradient.</param>
    /// <param name="hiddenPrevious">Hidden state before the step.</param>
    /// <param name="dHidden">Gradient of the hidden state: from above and from the following step together.</param>
    /// <param name="dHiddenPrevious">
    /// Receives the direct part of the gradient of the previous hidden state, to which the caller adds the products
    /// with the recurrent weights; may be <paramref name="dHidden"/>.
    /// </param>
    /// <param name="rows">How many rows.</param>
    public static void Backward(
        PanelRows gates,
        PanelRows recurrentNew,
        PanelRows hiddenPrevious,
        PanelRows dHidden,
        PanelRows dHiddenPrevious,
        int rows) =>
        Backward(gates, recurrentNew, hiddenPrevious, dHidden, dHiddenPrevious, rows, LaneSelection.Current);

    internal static void Forward(
        PanelRows gates, PanelRows recurrentNew, PanelRows hiddenPrevious, PanelRows hidden, int rows, LaneKind kind)
    {
        int columns = gates.Panels.BlockColumns;
        gates.EnsureShape(rows, Blocks, columns);
        recurrentNew.EnsureShape(rows, 1, columns);
        hiddenPrevious.EnsureShape(rows, 1, columns);
        hidden.EnsureShape(rows, 1, columns);
        var action = new GruForward(gates, recurrentNew, hiddenPrevious, hidden, rows);
        LaneDispatch.Invoke(ref action, kind);
    }

    internal static void Backward(
        PanelRows gates,
        PanelRows recurrentNew,
        PanelRows hiddenPrevious,
        PanelRows dHidden,
        PanelRows dHiddenPrevious,
        int rows,
        LaneKind kind)
    {
        int columns = gates.Panels.BlockColumns;
        gates.EnsureShape(rows, Blocks, columns);
        recurrentNew.EnsureShape(rows, 1, columns);
        hiddenPrevious.EnsureShape(rows, 1, columns);
        dHidden.EnsureShape(rows, 1, columns);
        dHiddenPrevious.EnsureShape(rows, 1, columns);
        var action = new GruBackward(gates, recurrentNew, hiddenPrevious, dHidden, dHiddenPrevious, rows);
        LaneDispatch.Invoke(ref action, kind);
    }
}
