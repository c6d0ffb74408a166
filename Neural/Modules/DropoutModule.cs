using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Kernels.Random;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// Dropout between two layers. Whether an element is kept is a function of (seed, step, global row, site, time,
/// column), so the backward pass asks again instead of remembering.
/// </summary>
internal sealed class DropoutModule : Module
{
    private readonly Signal input;
    private readonly int site;
    private readonly double probability;

    /// <summary>Lays out the module.</summary>
    /// <param name="input">The signal to drop from; its gradient is shared with the output.</param>
    /// <param name="site">Tells this dropout from the others of the model.</param>
    /// <param name="probability">Probability that an element is dropped.</param>
    /// <param name="space">The room to lay out.</param>
    public DropoutModule(Signal input, int site, double probability, ModuleSpace space)
    {
        this.input = input;
        this.site = site;
        this.probability = probability;
        Output = new Signal(
            new Panels(space.Positions, input.Values.BlockColumns), input.Gradient, StepRow.Position);
    }

    /// <summary>What is left of the input.</summary>
    public Signal Output { get; }

    /// <inheritdoc/>
    public override void Forward(Window window, RowRange rows)
    {
        if (window.IsTraining)
        {
            Apply(window, rows, input.Values, input.Place, Output.Values);
            return;
        }

        for (int panel = 0; panel < Output.Values.PanelCount; panel++)
        {
            for (int step = 0; step < window.Steps; step++)
            {
                input.Values.RowsOf(panel, rows.At(window, step, input.Place).First, rows.Count)
                    .CopyTo(Output.Values.RowsOf(panel, rows.At(window, step).First, rows.Count));
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(Window window, RowRange rows) =>
        Apply(window, rows, Output.Gradient!, StepRow.Position, Output.Gradient!);

    private void Apply(Window window, RowRange rows, Panels source, StepRow place, Panels destination)
    {
        RowBands from = rows.All(window, place);
        DropoutMask.Apply(
            new DropoutSite(window.DropoutKey, window.Step, site, probability),
            new PanelRows(source, from.First),
            new PanelRows(destination, rows.All(window).First),
            0,
            window.Steps,
            from.Stride,
            0,
            rows.Count,
            window.GlobalRows.AsSpan(rows.First));
    }
}
