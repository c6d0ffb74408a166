using RnnCluster.Kernels.Gates;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// A layer of long short-term memory. Gates in PyTorch's order i, f, g, o:
/// c = f * c_before + i * g, h = o * tanh(c).
/// </summary>
internal sealed class LstmLayer : RecurrentLayer
{
    /// <summary>Gates of the cell.</summary>
    public const int GateCount = 4;

    private readonly PackedWeights recurrentWeights;
    private readonly Panels cells;
    private readonly Panels dCell;
    private readonly StateSlot cellState;

    public LstmLayer(RecurrentParameters parameters, Signal input, ModuleSpace space)
        : base(parameters, input, space, GateCount)
    {
        int hidden = parameters.Hidden;
        recurrentWeights = new PackedWeights(space.Parameters, parameters.WeightHh.Offset, GateCount, hidden, hidden);
        cells = new Panels(space.Positions + space.Rows, hidden);
        dCell = new Panels(space.Rows, hidden);
        cellState = space.AddState($"{parameters.Name}.c", hidden);
    }

    protected override int RecurrentPackTasks => recurrentWeights.Tasks;

    protected override GateRange[] GateRanges =>
    [
        GateRange.OfSigmoid("input"),
        GateRange.OfSigmoid("forget"),
        GateRange.OfTanh("cell"),
        GateRange.OfSigmoid("output"),
    ];

    protected override void PackRecurrent(int task, ReadOnlySpan<float> parameters) =>
        recurrentWeights.Pack(task, parameters);

    protected override void StepForward(Window window, RowRange rows, int step)
    {
        RowBands now = rows.At(window, step);
        RowBands before = rows.At(window, step, StepRow.StateBefore);
        RowBands after = rows.At(window, step, StepRow.StateAfter);
        MatrixProduct.Add(Hidden, before, recurrentWeights.Forward, Gates, now.First);
        LstmGates.Forward(
            new PanelRows(Gates, now.First),
            new PanelRows(cells, before.First),
            new PanelRows(cells, after.First),
            new PanelRows(Hidden, after.First),
            rows.Count);
    }

    protected override void BeginBackward(RowRange rows)
    {
        for (int panel = 0; panel < dCell.PanelCount; panel++)
        {
            dCell.RowsOf(panel, rows.First, rows.Count).Clear();
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
        LstmGates.Backward(
            new PanelRows(Gates, now.First),
            new PanelRows(cells, rows.At(window, step, StepRow.StateBefore).First),
            new PanelRows(cells, rows.At(window, step, StepRow.StateAfter).First),
            new PanelRows(OutputGradient, now.First),
            new PanelRows(dCell, rows.First),
            rows.Count);
    }

    protected override void LoadStates(Window window, RowRange rows)
    {
        base.LoadStates(window, rows);
        Load(window, rows, cellState, cells);
    }

    protected override void SaveStates(Window window, RowRange rows)
    {
        base.SaveStates(window, rows);
        Save(window, rows, cellState, cells);
    }
}
