using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;

namespace RnnCluster.Kernels.Gates;

/// <summary>
/// The element-wise part of a plain recurrent cell, h = f(a), with tanh or relu for f. Rows are independent, so threads
/// may take disjoint ranges of rows.
/// </summary>
/// <remarks>
/// Backward, from h alone: da = dh * fma(-h, h, 1) for tanh; dh where h &gt; 0, else +0, for relu. A NaN passes relu
/// forward as it is, so that it is seen in the loss.
/// </remarks>
public static class RnnGates
{
    /// <summary>One time step forward with tanh.</summary>
    /// <param name="sums">Pre-activations, H columns.</param>
    /// <param name="hidden">Receives the hidden state; may be <paramref name="sums"/>.</param>
    /// <param name="rows">How many rows.</param>
    public static void ForwardTanh(PanelRows sums, PanelRows hidden, int rows) =>
        Forward<TanhActivation>(sums, hidden, rows, LaneSelection.Current);

    /// <summary>One time step forward with relu.</summary>
    /// <param name="sums">Pre-activations, H columns.</param>
    /// <param name="hidden">Receives the hidden state; may be <paramref name="sums"/>.</param>
    /// <param name="rows">How many rows.</param>
    public static void ForwardRelu(PanelRows sums, PanelRows hidden, int rows) =>
        Forward<ReluActivation>(sums, hidden, rows, LaneSelection.Current);

    /// <summary>One time step backward with tanh.</summary>
    /// <param name="hidden">Hidden state after the step.</param>
    /// <param name="dHidden">Its gradient: from above and from the following step together.</param>
    /// <param name="dSums">Receives the pre-activations' gradient; may be either of the others.</param>
    /// <param name="rows">How many rows.</param>
    public static void BackwardTanh(PanelRows hidden, PanelRows dHidden, PanelRows dSums, int rows) =>
        Backward<TanhActivation>(hidden, dHidden, dSums, rows, LaneSelection.Current);

    /// <summary>One time step backward with relu.</summary>
    /// <param name="hidden">Hidden state after the step.</param>
    /// <param name="dHidden">Its gradient: from above and from the following step together.</param>
    /// <param name="dSums">Receives the pre-activations' gradient; may be either of the others.</param>
    /// <param name="rows">How many rows.</param>
    public static void BackwardRelu(PanelRows hidden, PanelRows dHidden, PanelRows dSums, int rows) =>
        Backward<ReluActivation>(hidden, dHidden, dSums, rows, LaneSelection.Current);

    internal static void Forward<TActivation>(PanelRows sums, PanelRows hidden, int rows, LaneKind kind)
        where TActivation : struct, IActivation
    {
        sums.EnsureShape(rows, 1, sums.Panels.BlockColumns);
        hidden.EnsureShape(rows, 1, sums.Panels.BlockColumns);
        var action = new RnnForward<TActivation>(sums, hidden, rows);
        LaneDispatch.Invoke(ref action, kind);
    }

    internal static void Backward<TActivation>(
        PanelRows hidden, PanelRows dHidden, PanelRows dSums, int rows, LaneKind kind)
        where TActivation : struct, IActivation
    {
        hidden.EnsureShape(rows, 1, hidden.Panels.BlockColumns);
        dHidden.EnsureShape(rows, 1, hidden.Panels.BlockColumns);
        dSums.EnsureShape(rows, 1, hidden.Panels.BlockColumns);
        var action = new RnnBackward<TActivation>(hidden, dHidden, dSums, rows);
        LaneDispatch.Invoke(ref action, kind);
    }
}
