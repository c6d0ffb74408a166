using RnnCluster.Kernels.Memory;
using RnnCluster.Kernels.Products;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Neural.Tests.Modules;

/// <summary>A model with random parameters, states and symbols, and the passes over it.</summary>
internal sealed class TestNetwork
{
    /// <summary>What stands wherever nobody may write or read: it makes itself felt.</summary>
    public const float Untouched = 12345.5f;

    /// <summary>Lanes before and behind the window's rows: a window is a part of the global batch.</summary>
    private const int LanesAround = 2;

    /// <summary>Lays out a network with a window.</summary>
    /// <param name="network">The case.</param>
    /// <param name="shardStarts">The window's shards as rows of the case's batch; null for all of them.</param>
    /// <param name="firstRow">The row of the case's batch that is the window's first.</param>
    /// <param name="strips">How many strips the window comes in.</param>
    public TestNetwork(NetworkCase network, int[]? shardStarts = null, int firstRow = 0, int strips = 1)
    {
        shardStarts ??= NetworkCase.ShardStarts;
        int batch = NetworkCase.ShardStarts[^1];
        Model = new LanguageModel(network.Model, network.Steps, batch, batch + (2 * LanesAround));
        Initializer.Initialize(Model, 3);
        var shards = new ShardRows(network.Steps, shardStarts, strips);
        int[] globalRows = [.. Enumerable.Range(LanesAround + firstRow, shards.RowsPerStep)];
        Window = new Window(shards, globalRows, network.Model.Vocabulary)
        {
            IsTraining = true,
            StartsFromZero = network.StartsFromZero,
            Step = new Step(1_000_003),
            DropoutKey = Philox.Key(0xABCDEF0123456789, RandomPurpose.Dropout),
            StateBefore = new AlignedFloats(Model.StateLength),
            StateAfter = new AlignedFloats(Model.StateLength),
        };
        FillSymbols(batch, firstRow);
        FillStates();
    }

    public LanguageModel Model { get; }

    public Window Window { get; }

    /// <summary>Runs the window's rows in parts and in the order given.</summary>
    public void Run(params ReadOnlySpan<RowRange> parts)
    {
        for (int task = 0; task < Model.PackTasks; task++)
        {
            Model.Pack(task);
        }

        foreach (RowRange rows in parts)
        {
            Model.Forward(Window, rows);
            Model.Loss(Window, rows);
            if (Window.IsTraining)
            {
                Model.Backward(Window, rows);
            }
        }
    }

    /// <summary>Runs all rows as one part.</summary>
    public void RunWhole() => Run(new RowRange(0, Window.Rows));

    /// <summary>The gradient of a subtree's summed loss, tasks in descending order.</summary>
    public float[] Gradient(ShardNode node)
    {
        float[] gradient = new float[Model.Layout.Length];
        Array.Fill(gradient, Untouched);
        Model.SparseTable?.Of(gradient.AsSpan()).Fill(-0f);
        for (int task = Model.GradientTasks - 1; task >= 0; task--)
        {
            Model.Gradients(task, Window, node, gradient);
        }

        return gradient;
    }

    /// <summary>The state of one row after the window.</summary>
    public float[] StateAfter(string slot, int row)
    {
        StateSlot found = Model.States.Single(state => state.Name == slot);
        return found.Row(Window.StateAfter!.Span, Window.GlobalRows[row]).ToArray();
    }

    private void FillSymbols(int batch, int firstRow)
    {
        // Symbols of the whole batch are drawn, so that a row has the same ones in whatever window it stands.
        var draws = new Draws(1);
        for (int step = 0; step < Window.Steps; step++)
        {
            for (int row = 0; row < batch; row++)
            {
                int input = draws.Below(Model.Options.Vocabulary);
                int target = draws.Below(Model.Options.Vocabulary);
                if (row >= firstRow && row < firstRow + Window.Rows)
                {
                    int position = Window.Position(step, row - firstRow);
                    Window.Inputs[position] = input;
                    Window.Targets[position] = target;
                }
            }
        }

        Window.Tokens.Build(Window.Inputs, Window.Shards);
    }

    private void FillStates()
    {
        Window.StateAfter!.Span.Fill(Untouched);
        if (Window.StartsFromZero)
        {
            Window.StateBefore!.Span.Fill(float.NaN);
            return;
        }

        var draws = new Draws(2);
        foreach (ref float state in Window.StateBefore!.Span)
        {
            state = (float)draws.Within(0.9);
        }
    }
}
