using RnnCluster.Kernels.Embeddings;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Modules;

/// <summary>A table with one row per symbol.</summary>
internal sealed class EmbeddingModule : Module
{
    private readonly Parameter table;
    private readonly bool isTied;
    private readonly AlignedFloats parameters;

    /// <summary>Lays out the module.</summary>
    /// <param name="table">(V, E).</param>
    /// <param name="isTied">Whether the head owns the table's gradient.</param>
    /// <param name="parameters">The flat parameter buffer that rows are read from.</param>
    /// <param name="space">The room to lay out.</param>
    public EmbeddingModule(Parameter table, bool isTied, AlignedFloats parameters, ModuleSpace space)
    {
        this.table = table;
        this.isTied = isTied;
        this.parameters = parameters;
        Output = new Signal(
            new Panels(space.Positions, table.Columns),
            new Panels(space.Positions, table.Columns),
            StepRow.Position);
    }

    /// <summary>The embedded symbols.</summary>
    public Signal Output { get; }

    /// <inheritdoc/>
    public override int GradientTasks => isTied ? 0 : 8;

    /// <inheritdoc/>
    public override void Forward(Window window, RowRange rows)
    {
        ReadOnlySpan<float> values = table.Of(parameters.Span);
        for (int step = 0; step < window.Steps; step++)
        {
            int first = rows.At(window, step).First;
            EmbeddingGather.Gather(values, window.Inputs, Output.Values, first, rows.Count);
        }
    }

    /// <inheritdoc/>
    public override void Backward(Window window, RowRange rows)
    {
    }

    /// <summary>Which rows a task writes depends on the symbols that occur: any of them.</summary>
    /// <inheritdoc/>
    public override IReadOnlyList<FlatRange> GradientRanges(int task) => [new(table.Offset, table.Length)];

    /// <inheritdoc/>
    public override void Gradients(int task, Window window, ShardNode node, Span<float> gradient)
    {
        int first = task * window.Tokens.TouchedCount / GradientTasks;
        int end = (task + 1) * window.Tokens.TouchedCount / GradientTasks;
        EmbeddingGradient.Compute(window.Tokens, first, end - first, node, Output.Gradient!, table.Of(gradient));
    }
}
