using RnnCluster.Kernels.Gates;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// A layer of gated recurrent units. Gates in PyTorch's order r, z, n: n = tanh(W_in x + b_in + r * (W_hn h + b_hn)),
/// h = (1 - z) * n + z * h_before. The new gate's recurrent part is scaled by r, so it has a matrix and a chain of its
/// own that starts from b_hn.
/// </summary>
internal sealed class GruLayer : RecurrentLayer
{
    /// <summary>Gates of the cell.</summary>
    public const int GateCount = 3;

    private readonly PackedWeights resetUpdateWeights;
    private readonly PackedWeights newWeights;
    private readonly Panels newBias;
    private readonly Panels newHidden;
    private readonly int hidden;

    public GruLayer(RecurrentParameters parameters, Signal input, ModuleSpace space)
        : base(parameters, input, space, GateCount)
    {
        hidden = parameters.Hidden;
        int offset = parameters.WeightHh.Offset;
        resetUpdateWeights = new PackedWeights(space.Parameters, offset, 2, hidden, hidden);
        newWeights = new PackedWeights(space.Parameters, offset + (2 * hidden * hidden), 1, hidden, hidden);
        newBias = new Panels(1, hidden);
        newHidden = new Panels(space.Positions, hidden);
    }

    protected override int RecurrentPackTasks => resetUpdateWeights.Tasks + newWeights.Tasks;

    protected override GateRange[] GateRanges =>
        [GateRange.OfSigmoid("reset"), GateRange.OfSigmoid("update"), GateRange.OfTanh("new")];

    protected override void PackBias(ReadOnlySpan<float> input, ReadOnlySpan<float> hidden)
    {
        int both = 2 * this.hidden;
        for (int column = 0; column < input.Length; column++)
        {
            Bias[0, column] = column < both ? input[column] + hidden[column] : input[column];
        }

        newBias.SetRow(0, hidden[both..]);
    }

    protected override void PackRecurrent(int task, ReadOnlySpan<float> parameters)
    {
        if (task < resetUpdateWeights.Tasks)
        {
            resetUpdateWeights.Pack(task, parameters);
        }
        else
        {
            newWeights.Pack(task - resetUpdateWeights.Tasks, parameters);
        }
    }

    protected override void StepForward(Window window, RowRange rows, int step)
    {
        RowBands now = rows.At(window, step);
        RowBands before = rows.At(window, step, StepRow.StateBefore);
        MatrixProduct.Add(Hidden, before, resetUpdateWeights.Forward, Gates, now.First);
        MatrixProduct.Set(Hidden, before, newWeights.Forward, newBias, newHidden, now.First);
        GruGates.Forward(
            new PanelRows(Gates, now.First),
            new PanelRows(newHidden, now.First),
            new PanelRows(Hidden, before.First),
            new PanelRows(Hidden, rows.At(window, step, StepRow.StateAfter).First),
            rows.Count);
    }

    protected override void AddFollowing(Window window, RowRange rows, int step)
    {
        RowBands now = rows.At(window, step);
        RowBands next = rows.At(window, step + 1);

        // The following step left the direct part, dh * z, in place of its own gradient.
        RowSum.Add(
            new PanelRows(OutputGradient, now.First), new PanelRows(OutputGradient, next.First), rows.Count);
        MatrixProduct.Add(Gates, next, resetUpdateWeights.Backward, OutputGradient, now.First);
        MatrixProduct.Add(newHidden, next, newWeights.Backward, OutputGradient, now.First);
    }

    protected override void StepBackward(Window window, RowRange rows, int step)
    {
        RowBands now = rows.At(window, step);
        var dHidden = new PanelRows(OutputGradient, now.First);
        GruGates.Backward(
            new PanelRows(Gates, now.First),
            new PanelRows(newHidden, now.First),
            new PanelRows(Hidden, rows.At(window, step, StepRow.StateBefore).First),
            dHidden,
            dHidden,
            rows.Count);
    }

    protected override void RecurrentGradients(
        Window window, ShardNode node, int block, int first, int panels, Span<float> gradient)
    {
        if (block < 2)
        {
            base.RecurrentGradients(window, node, block, first, panels, gradient);
            return;
        }

        first -= block * newHidden.PanelCount;
        int rows = 2 * hidden;
        WeightGradient.Compute(
            newHidden,
            Hidden,
            StepRow.StateBefore,
            window.Shards,
            node,
            first,
            panels,
            Parameters.WeightHh.Of(gradient)[(rows * hidden)..]);
        ColumnSums.Compute(
            newHidden, window.Shards, node, first, panels, Parameters.BiasHh.Of(gradient)[rows..]);
    }
}
