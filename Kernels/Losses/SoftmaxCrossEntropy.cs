using RnnCluster.Kernels.Lanes;
using RnnCluster.Kernels.Memory;
using RnnCluster.Shared;

namespace RnnCluster.Kernels.Losses;

/// <summary>
/// Softmax over the columns of a matrix of logits, with the cross-entropy against one target per row. Rows are
/// independent, so threads may take disjoint ranges of rows.
/// </summary>
/// <remarks>
/// <para>
/// Padding columns must hold -infinity (a bias of -infinity puts it there): they then vanish from maximum and sum, and
/// their gradients are exactly 0.
/// </para>
/// <para>Per row, lane j = 0 .. 15 taking the columns j, j + 16, ... of both reductions:</para>
/// <code>
/// m = max x          e = exp(x - m)      s = sum e, 16 lanes, then 8 + 8, 4 + 4, 2 + 2, 1 + 1
/// p = e * (1 / s)    dx = p, and p - 1 at the target
/// loss = (m - x[target]) + log(s), in double
/// </code>
/// <para>A NaN or +infinity among the logits makes the loss NaN.</para>
/// </remarks>
public static class SoftmaxCrossEntropy
{
    /// <summary>The target of a row that does not count: its loss and its gradient are zero.</summary>
    public const int TargetMasked = -1;

    /// <summary>Losses, and the gradient of their sum in place of the logits.</summary>
    /// <param name="logits">One block of V columns; replaced by the gradient.</param>
    /// <param name="targets">By row of the matrix: 0 .. V - 1 or <see cref="TargetMasked"/>.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="losses">By row of the matrix: receives the loss in nats.</param>
    public static void Gradient(Panels logits, ReadOnlySpan<int> targets, int row, int rows, Span<double> losses) =>
        Invoke(SoftmaxMode.Gradient, logits, targets, row, rows, losses, LaneSelection.Current);

    /// <summary>Losses alone; the logits stay.</summary>
    /// <param name="logits">One block of V columns.</param>
    /// <param name="targets">By row of the matrix: 0 .. V - 1 or <see cref="TargetMasked"/>.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="losses">By row of the matrix: receives the loss in nats.</param>
    public static void Loss(Panels logits, ReadOnlySpan<int> targets, int row, int rows, Span<double> losses) =>
        Invoke(SoftmaxMode.Loss, logits, targets, row, rows, losses, LaneSelection.Current);

    internal static unsafe void Invoke(
        SoftmaxMode mode,
        Panels logits,
        ReadOnlySpan<int> targets,
        int row,
        int rows,
        Span<double> losses,
        LaneKind kind)
    {
        new PanelRows(logits, row).EnsureShape(rows, 1, logits.Columns);
        Ensure.That(targets.Length >= row + rows && losses.Length >= row + rows);
        foreach (int target in targets.Slice(row, rows))
        {
            Ensure.That(target >= TargetMasked && target < logits.Columns);
        }

        fixed (int* targetsPointer = targets)
        fixed (double* lossesPointer = losses)
        {
            var action = new SoftmaxAction(mode, logits, targetsPointer, row, rows, lossesPointer);
            LaneDispatch.Invoke(ref action, kind);
        }
    }
}
