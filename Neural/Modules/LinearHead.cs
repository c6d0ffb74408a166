using RnnCluster.Kernels.Losses;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// Logits = W h + b and the cross-entropy of each position's target. The logits are replaced by their gradient, that of
/// the sum of all losses. Padding columns start from minus infinity, so that they vanish in every softmax.
/// </summary>
internal sealed class LinearHead : Module
{
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly Signal input;
    private readonly Signal? tiedTo;
    private readonly PackedWeights weights;
    private readonly Panels biasRow;
    private readonly Panels zeros;

    /// <summary>Lays out the module.</summary>
    /// <param name="weight">(V, H); the embedding table itself if tied.</param>
    /// <param name="bias">(V).</param>
    /// <param name="input">The last layer's output.</param>
    /// <param name="tiedTo">The embedded symbols, if their table is the head's weight.</param>
    /// <param name="space">The room to lay out.</param>
    public LinearHead(Parameter weight, Parameter bias, Signal input, Signal? tiedTo, ModuleSpace space)
    {
        this.weight = weight;
        this.bias = bias;
        this.input = input;
        this.tiedTo = tiedTo;
        weights = new PackedWeights(space.Parameters, weight.Offset, 1, weight.Rows, weight.Columns);
        Logits = new Panels(space.Positions, weight.Rows);
        biasRow = new Panels(1, weight.Rows);
        biasRow.RowsOf(biasRow.PanelCount - 1, 0, 1).Fill(float.NegativeInfinity);
        zeros = new Panels(1, weight.Columns);
    }

    /// <summary>Logits, or after <see cref="Loss"/> in training their gradient: (T * R, V).</summary>
    public Panels Logits { get; }

    /// <inheritdoc/>
    public override int PackTasks => 1 + weights.Tasks;

    /// <inheritdoc/>
    public override int GradientTasks => new PanelChunks(Logits).Count;

    /// <inheritdoc/>
    public override void Pack(int task, ReadOnlySpan<float> parameters)
    {
        if (task > 0)
        {
            weights.Pack(task - 1, parameters);
            return;
        }

        biasRow.SetRow(0, bias.Of(parameters));
    }

    /// <inheritdoc/>
    public override void Forward(Window window, RowRange rows) =>
        MatrixProduct.Set(
            input.Values, rows.All(window, input.Place), weights.Forward, biasRow, Logits, rows.All(window).First);

    /// <summary>
    /// Computes the loss of every position of some rows and, in training, the logits' gradient in place.
    /// </summary>
    public void Loss(Window window, RowRange rows)
    {
        RowBands bands = rows.All(window).Joined();
        for (int band = 0; band < bands.Bands; band++)
        {
            int first = bands.First + (band * bands.Stride);
            if (window.IsTraining)
            {
                SoftmaxCrossEntropy.Gradient(Logits, window.Targets, first, bands.Rows, window.Losses);
            }
            else
            {
                SoftmaxCrossEntropy.Loss(Logits, window.Targets, first, bands.Rows, window.Losses);
            }
        }
    }

    /// <inheritdoc/>
    public override void Backward(Window window, RowRange rows) =>
        MatrixProduct.Set(
            Logits, rows.All(window), weights.Backward, zeros, input.Gradient!, rows.All(window).First);

    /// <inheritdoc/>
    public override IReadOnlyList<FlatRange> GradientRanges(int task)
    {
        (_, int first, int panels) = new PanelChunks(Logits)[task];
        ColumnSpan columns = ColumnSpan.Of(Logits, first, panels);
        return [weight.RangeOf(columns.First, columns.Count), bias.RangeOf(columns.First, columns.Count)];
    }

    /// <inheritdoc/>
    public override void Gradients(int task, Window window, ShardNode node, Span<float> gradient)
    {
        (_, int first, int panels) = new PanelChunks(Logits)[task];
        if (tiedTo is null)
        {
            WeightGradient.Compute(
                Logits,
                input.Values,
                input.Place,
                window.Shards,
                node,
                first,
                panels,
                weight.Of(gradient));
        }
        else
        {
            WeightGradient.ComputeTied(
                Logits,
                input.Values,
                input.Place,
                window.Shards,
                node,
                first,
                panels,
                weight.Of(gradient),
                window.Tokens,
                tiedTo.Gradient!);
        }

        ColumnSums.Compute(Logits, window.Shards, node, first, panels, bias.Of(gradient));
    }
}
