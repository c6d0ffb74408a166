using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;

namespace RnnCluster.Neural.Modules;

/// <summary>Symbols as unit vectors of the vocabulary's width: for small vocabularies, without weights.</summary>
internal sealed class OneHotModule(int vocabulary, ModuleSpace space) : Module
{
    /// <summary>The unit vectors.</summary>
    public Signal Output { get; } = new(new Panels(space.Positions, vocabulary), null, StepRow.Position);

    /// <inheritdoc/>
    public override void Forward(Window window, RowRange rows)
    {
        for (int step = 0; step < window.Steps; step++)
        {
            int first = rows.At(window, step).First;
            for (int panel = 0; panel < Output.Values.PanelCount; panel++)
            {
                Output.Values.RowsOf(panel, first, rows.Count).Clear();
            }

            for (int position = first; position < first + rows.Count; position++)
            {
                Output.Values[position, window.Inputs[position]] = 1;
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(Window window, RowRange rows)
    {
    }
}
