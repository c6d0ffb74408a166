using RnnCluster.Kernels.Gates;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Modules;

/// <summary>A layer of the plain recurrent cell: h = f(a), f = tanh or the rectifier.</summary>
internal sealed class RnnLayer : RecurrentLayer
{
    /// <summary>Gates of the cell.</summary>
    public const int GateCount = 1;

    private readonly PackedWeights recurrentWeights;
    private readonly bool isRelu;

    public RnnLayer(RecurrentParameters parameters, Signal input, ModuleSpace space, bool isRelu)
        : base(parameters, input, space, GateCount)
    {
        int hidden = parameters.Hidden;
        recurrentWeights = new PackedWeights(space.Parameters, parameters.WeightHh.Offset, GateCount, hidden, hidden);
        this.isRelu = isRelu;
    }

    protected override int RecurrentPackTasks => recurrentWeights.Tasks;

    protected override GateRange[] GateRanges =>
        [isRelu ? GateRange.OfRelu("activation") : GateRange.OfTanh("activation")];

    /// <summary>The activation is the state; the gates keep the sums before it.</summary>
    protected override (Panels Values, StepRow Place) Activations => (Hidden, StepRow.StateAfter);

    protected override void PackRecurrent(int task, ReadOnlySpan<float> parameters) =>
        recurrentWeights.Pack(task, parameters);

    protected override void StepForward(Window window, RowRange rows, int step)
    {
        RowBands now = rows.At(window, step);
        RowBands before = rows.At(window, step, StepRow.StateBefore);
        MatrixProduct.Add(Hidden, before, recurrentWeights.Forward, Gates, now.First);
        var sums = new PanelRows(Gates, now.First);
        var hidden = new PanelRows(Hidden, rows.At(window, step, StepRow.StateAfter).First);
        if (isRelu)
        {
            RnnGates.ForwardRelu(sums, hidden, rows.Count);
        }
        else
        {
            RnnGates.ForwardTanh(sums, hidden, rows.Count);
        }
    }

    protected override void AddFollowing(Window window, RowRange rows, int step) => MatrixProduct.Add(
        Gates,
        rows.At(window, step + 1),
        recurrentWeights.Backward,
        OutputGradient,
        rows.At(window, step).First);

    protected override void StepBackward(Window window, RowRange rows, int step)
    {
        RowBands now = rows.At(window, step);
        var hidden = new PanelRows(Hidden, rows.At(window, step, StepRow.StateAfter).First);
        var dHidden = new PanelRows(OutputGradient, now.First);
        var dSums = new PanelRows(Gates, now.First);
        if (isRelu)
        {
            RnnGates.BackwardRelu(hidden, dHidden, dSums, rows.Count);
        }
        else
        {
            RnnGates.BackwardTanh(hidden, dHidden, dSums, rows.Count);
        }
    }
}
