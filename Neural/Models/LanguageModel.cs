using System.Diagnostics;
using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Modules;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Neural.Models;

/// <summary>
/// Symbols in, losses and gradients out: embedding or one-hot vectors, stacked recurrent layers with dropout between
/// them, a linear head with cross-entropy. The model owns its parameters and its workspace and knows no threads: its
/// caller splits the three phases of a step as <see cref="Module"/> describes.
/// </summary>
public sealed class LanguageModel
{
    private readonly List<Module> modules = [];
    private readonly LinearHead head;
    private readonly Module[] gradientOrder;

    /// <summary>Assembles a model and lays out its workspace; the parameters are zero.</summary>
    /// <param name="options">What it is made of.</param>
    /// <param name="steps">The most time steps of a window.</param>
    /// <param name="rows">The most rows of a window.</param>
    /// <param name="globalRows">Lanes with a carried state.</param>
    public LanguageModel(ModelOptions options, int steps, int rows, int globalRows)
    {
        var parameters = new LanguageModelParameters(options);
        Options = options;
        Layout = parameters.Layout;
        Parameters = new AlignedFloats(Layout.Length);
        var space = new ModuleSpace(steps, rows, globalRows, Parameters);
        Signal? embedded = null;
        Signal signal;
        if (parameters.Encoder is null)
        {
            signal = Add(new OneHotModule(options.Vocabulary, space)).Output;
        }
        else
        {
            signal = Add(new EmbeddingModule(parameters.Encoder, options.Tied, Parameters, space)).Output;
            embedded = options.Tied ? signal : null;
        }

        for (int layer = 0; layer < options.Layers; layer++)
        {
            if (layer > 0 && options.Dropout > 0)
            {
                signal = Add(new DropoutModule(signal, layer, options.Dropout, space)).Output;
            }

            signal = Add(Recurrent(options.Cell, parameters.Layers[layer], signal, space)).Output;
        }

        head = Add(new LinearHead(parameters.DecoderWeight, parameters.DecoderBias, signal, embedded, space));

        // The embedding's tasks are short and complete many slices: they come first. Then from the head down.
        gradientOrder = [modules[0], .. modules.Skip(1).Reverse()];
        SparseTable = options.Tied ? null : parameters.Encoder;
        States = space.States;
        StateLength = space.StateLength;
        PackTasks = modules.Sum(module => module.PackTasks);
        GradientTasks = modules.Sum(module => module.GradientTasks);
    }

    /// <summary>What the model is made of.</summary>
    public ModelOptions Options { get; }

    /// <summary>The names, shapes and places of the parameters.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All parameters, flat.</summary>
    public AlignedFloats Parameters { get; }

    /// <summary>The carried states in canonical order.</summary>
    public IReadOnlyList<StateSlot> States { get; }

    /// <summary>Elements of all carried states.</summary>
    public int StateLength { get; }

    /// <summary>
    /// The embedding table, if only the rows of symbols that occur get a gradient: the others are the caller's to set
    /// to the identity of addition.
    /// </summary>
    public Parameter? SparseTable { get; }

    /// <summary>Logits of the last forward pass, (T * R, V).</summary>
    public Panels Logits => head.Logits;

    /// <summary>Independent tasks of <see cref="Pack"/>.</summary>
    public int PackTasks { get; }

    /// <summary>Independent tasks of <see cref="Gradients"/>.</summary>
    public int GradientTasks { get; }

    /// <summary>
    /// Brings a part of the parameters into the form that the products read; needed after every change.
    /// </summary>
    /// <param name="task">0 .. <see cref="PackTasks"/> - 1.</param>
    public void Pack(int task)
    {
        foreach (Module module in modules)
        {
            if (task < module.PackTasks)
            {
                module.Pack(task, Parameters.Span);
                return;
            }

            task -= module.PackTasks;
        }

        throw new UnreachableException();
    }

    /// <summary>Runs the forward pass up to the logits.</summary>
    /// <param name="window">The window; its states after the pass are written.</param>
    /// <param name="rows">The rows to compute.</param>
    public void Forward(Window window, RowRange rows)
    {
        foreach (Module module in modules)
        {
            module.Forward(window, rows);
        }
    }

    /// <summary>Turns the logits into losses and, in training, into their gradient.</summary>
    /// <param name="window">The window; its losses are written.</param>
    /// <param name="rows">The rows to compute.</param>
    public void Loss(Window window, RowRange rows) => head.Loss(window, rows);

    /// <summary>Runs the backward pass down to the embedded symbols.</summary>
    /// <param name="window">The window.</param>
    /// <param name="rows">The rows to compute.</param>
    public void Backward(Window window, RowRange rows)
    {
        for (int index = modules.Count - 1; index >= 0; index--)
        {
            modules[index].Backward(window, rows);
        }
    }

    /// <summary>Sums a part of the gradient over a subtree of the window's shards.</summary>
    /// <param name="task">0 .. <see cref="GradientTasks"/> - 1.</param>
    /// <param name="window">The window, whose rows have all been through the backward pass.</param>
    /// <param name="node">The shards to sum.</param>
    /// <param name="gradient">
    /// The flat gradient. Everything is overwritten but the rows of an embedding table whose symbols do not occur.
    /// </param>
    public void Gradients(int task, Window window, ShardNode node, Span<float> gradient)
    {
        (Module module, int part) = GradientTask(task);
        module.Gradients(part, window, node, gradient);
    }

    /// <summary>Where a part of the gradient lies: all that <see cref="Gradients"/> may write for it.</summary>
    /// <param name="task">0 .. <see cref="GradientTasks"/> - 1.</param>
    public IReadOnlyList<FlatRange> GradientRanges(int task)
    {
        (Module module, int part) = GradientTask(task);
        return module.GradientRanges(part);
    }

    /// <summary>Room for what a pass notes down about the recurrent layers, from the bottom up.</summary>
    /// <param name="window">The window of the pass.</param>
    /// <param name="rows">How many of its rows, from the first one on, are noted.</param>
    public IReadOnlyList<LayerTrace> CreateTraces(Window window, int rows)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, window.Rows);
        return [.. modules.OfType<RecurrentLayer>().Select(layer => layer.CreateTrace(window, rows))];
    }

    private (Module Module, int Part) GradientTask(int task)
    {
        foreach (Module module in gradientOrder)
        {
            if (task < module.GradientTasks)
            {
                return (module, task);
            }

            task -= module.GradientTasks;
        }

        throw new UnreachableException();
    }

    private static RecurrentLayer Recurrent(
        CellKind cell, RecurrentParameters parameters, Signal input, ModuleSpace space) => cell switch
        {
            CellKind.Lstm => new LstmLayer(parameters, input, space),
            CellKind.Gru => new GruLayer(parameters, input, space),
            CellKind.RnnTanh => new RnnLayer(parameters, input, space, isRelu: false),
            CellKind.RnnRelu => new RnnLayer(parameters, input, space, isRelu: true),
            _ => throw new UnreachableException(),
        };

    private TModule Add<TModule>(TModule module)
        where TModule : Module
    {
        modules.Add(module);
        return module;
    }
}
