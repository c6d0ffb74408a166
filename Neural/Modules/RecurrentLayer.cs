using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Modules;

/// <summary>
/// What all recurrent layers share. The products with the input run over all time steps at once; the products with
/// the previous state step through time. A gate's chain starts at float(b_ih + b_hh), continues with W_ih x and then
/// with W_hh h.
/// </summary>
internal abstract class RecurrentLayer : Module
{
    private readonly PackedWeights inputWeights;
    private readonly Panels zeros;

    protected RecurrentLayer(RecurrentParameters parameters, Signal input, ModuleSpace space, int gates)
    {
        Parameters = parameters;
        Input = input;
        int hidden = parameters.Hidden;
        Gates = new Panels(space.Positions, gates, hidden);
        Hidden = new Panels(space.Positions + space.Rows, hidden);
        Output = new Signal(Hidden, new Panels(space.Positions, hidden), StepRow.StateAfter);
        Bias = new Panels(1, gates, hidden);
        inputWeights = new PackedWeights(
            space.Parameters, parameters.WeightIh.Offset, gates, hidden, parameters.WeightIh.Columns);
        zeros = new Panels(1, parameters.WeightIh.Columns);
        HiddenState = space.AddState($"{parameters.Name}.h", hidden);
    }

    /// <summary>The layer's hidden states, which the next module reads.</summary>
    public Signal Output { get; }

    /// <inheritdoc/>
    public override int PackTasks => 1 + inputWeights.Tasks + RecurrentPackTasks;

    /// <inheritdoc/>
    public override int GradientTasks => new PanelChunks(Gates).Count;

    protected RecurrentParameters Parameters { get; }

    protected Signal Input { get; }

    /// <summary>Pre-activations, then activations, then their gradients: (T * R, gates x H).</summary>
    protected Panels Gates { get; }

    /// <summary>The state before the window, then that after each step: ((T + 1) * R, H).</summary>
    protected Panels Hidden { get; }

    /// <summary>What the chains of the gates start from, (1, gates x H).</summary>
    protected Panels Bias { get; }

    protected StateSlot HiddenState { get; }

    protected abstract int RecurrentPackTasks { get; }

    /// <summary>The gates in the order of their blocks, as traces name and judge them.</summary>
    protected abstract GateRange[] GateRanges { get; }

    /// <summary>Gradient of the layer's output, which the backward pass completes step by step.</summary>
    protected Panels OutputGradient => Output.Gradient!;

    /// <inheritdoc/>
    public override void Pack(int task, ReadOnlySpan<float> parameters)
    {
        if (task == 0)
        {
            PackBias(Parameters.BiasIh.Of(parameters), Parameters.BiasHh.Of(parameters));
        }
        else if (task <= inputWeights.Tasks)
        {
            inputWeights.Pack(task - 1, parameters);
        }
        else
        {
            PackRecurrent(task - 1 - inputWeights.Tasks, parameters);
        }
    }

    /// <inheritdoc/>
    public override void Forward(Window window, RowRange rows)
    {
        LoadStates(window, rows);
        MatrixProduct.Set(
            Input.Values,
            rows.All(window, Input.Place),
            inputWeights.Forward,
            Bias,
            Gates,
            rows.All(window).First);
        for (int step = 0; step < window.Steps; step++)
        {
            StepForward(window, rows, step);
        }

        SaveStates(window, rows);
        window.Trace?[Parameters.Index].NoteForward(window, rows, Hidden, Activations);
    }

    /// <inheritdoc/>
    public override void Backward(Window window, RowRange rows)
    {
        LayerTrace? trace = window.Trace?[Parameters.Index];
        BeginBackward(rows);
        for (int step = window.Steps - 1; step >= 0; step--)
        {
            if (step < window.Steps - 1)
            {
                AddFollowing(window, rows, step);
            }

            trace?.NoteBackward(window, rows, step, OutputGradient);
            StepBackward(window, rows, step);
        }

        if (Input.Gradient is not null)
        {
            RowBands all = rows.All(window);
            MatrixProduct.Set(Gates, all, inputWeights.Backward, zeros, Input.Gradient, all.First);
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FlatRange> GradientRanges(int task)
    {
        (_, int first, int panels) = new PanelChunks(Gates)[task];
        ColumnSpan columns = ColumnSpan.Of(Gates, first, panels);
        Parameter[] tensors =
            [Parameters.WeightIh, Parameters.WeightHh, Parameters.BiasIh, Parameters.BiasHh];
        return [.. tensors.Select(tensor => tensor.RangeOf(columns.First, columns.Count))];
    }

    /// <inheritdoc/>
    public override void Gradients(int task, Window window, ShardNode node, Span<float> gradient)
    {
        (int block, int first, int panels) = new PanelChunks(Gates)[task];
        WeightGradient.Compute(
            Gates,
            Input.Values,
            Input.Place,
            window.Shards,
            node,
            first,
            panels,
            Parameters.WeightIh.Of(gradient));
        ColumnSums.Compute(Gates, window.Shards, node, first, panels, Parameters.BiasIh.Of(gradient));
        RecurrentGradients(window, node, block, first, panels, gradient);
    }

    /// <summary>A trace of the window's first rows.</summary>
    internal LayerTrace CreateTrace(Window window, int rows) =>
        new(Parameters.Name, GateRanges, Parameters.Hidden, window.Steps, rows);

    /// <summary>What holds the gates' activations between the passes, and where.</summary>
    protected virtual (Panels Values, StepRow Place) Activations => (Gates, StepRow.Position);

    /// <summary>Fills <see cref="Bias"/>.</summary>
    protected virtual void PackBias(ReadOnlySpan<float> input, ReadOnlySpan<float> hidden)
    {
        for (int column = 0; column < input.Length; column++)
        {
            Bias[0, column] = input[column] + hidden[column];
        }
    }

    protected abstract void PackRecurrent(int task, ReadOnlySpan<float> parameters);

    /// <summary>Computes the state after a step from the state before it.</summary>
    protected abstract void StepForward(Window window, RowRange rows, int step);

    /// <summary>Prepares the gradients that run backward through time.</summary>
    protected virtual void BeginBackward(RowRange rows)
    {
    }

    /// <summary>
    /// Adds what flows back from the following step to the gradient of a step's state, which is complete then.
    /// </summary>
    protected abstract void AddFollowing(Window window, RowRange rows, int step);

    /// <summary>Turns the gradient of a step's state into that of its gates.</summary>
    protected abstract void StepBackward(Window window, RowRange rows, int step);

    /// <summary>Gradients of the recurrent weights and their bias for a range of gate panels.</summary>
    protected virtual void RecurrentGradients(
        Window window, ShardNode node, int block, int first, int panels, Span<float> gradient)
    {
        WeightGradient.Compute(
            Gates, Hidden, StepRow.StateBefore, window.Shards, node, first, panels, Parameters.WeightHh.Of(gradient));
        ColumnSpan columns = ColumnSpan.Of(Gates, first, panels);
        Parameters.BiasIh.Of(gradient).Slice(columns.First, columns.Count)
            .CopyTo(Parameters.BiasHh.Of(gradient)[columns.First..]);
    }

    protected virtual void LoadStates(Window window, RowRange rows) => Load(window, rows, HiddenState, Hidden);

    protected virtual void SaveStates(Window window, RowRange rows) =>
        Save(window, rows, HiddenState, Hidden);

    protected static void Load(Window window, RowRange rows, StateSlot slot, Panels matrix)
    {
        int first = rows.At(window, 0, StepRow.StateBefore).First;
        if (window.StartsFromZero)
        {
            for (int panel = 0; panel < matrix.PanelCount; panel++)
            {
                matrix.RowsOf(panel, first, rows.Count).Clear();
            }

            return;
        }

        Span<float> states = window.StateBefore!.Span;
        for (int row = 0; row < rows.Count; row++)
        {
            matrix.SetRow(first + row, slot.Row(states, window.GlobalRows[rows.First + row]));
        }
    }

    protected static void Save(Window window, RowRange rows, StateSlot slot, Panels matrix)
    {
        Ensure.That(window.StateAfter is not null);
        int first = rows.At(window, window.Steps - 1, StepRow.StateAfter).First;
        Span<float> states = window.StateAfter.Span;
        for (int row = 0; row < rows.Count; row++)
        {
            matrix.GetRow(first + row, slot.Row(states, window.GlobalRows[rows.First + row]));
        }
    }
}
