using RnnCluster.Neural.Models;
using RnnCluster.Neural.Modules;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;
using RnnCluster.TestKit;

namespace RnnCluster.Neural.Tests.Modules;

/// <summary>The plain double forward of a test network's window, or of some of its rows.</summary>
internal sealed class PlainNetwork
{
    private readonly Window window;
    private readonly ModelOptions options;
    private readonly ReferenceNetwork network;
    private readonly ReferenceState before;
    private readonly int[] inputs;
    private readonly int[] targets;
    private readonly int firstRow;

    public PlainNetwork(NetworkCase network, TestNetwork ours, int firstRow, int rows)
    {
        window = ours.Window;
        Assert.Equal(1, window.Shards.Strips);
        options = network.Model;
        this.firstRow = firstRow;
        foreach (Parameter parameter in ours.Model.Layout.Parameters)
        {
            float[] values = parameter.Of(ours.Model.Parameters.Span).ToArray();
            Parameters.Add(parameter.Name, [.. values.Select(value => (double)value)]);
        }

        this.network = new ReferenceNetwork(network.Cell, Parameters);
        inputs = Rows(window.Inputs, rows);
        targets = Rows(window.Targets, rows);
        before = this.network.ZeroState(rows);
        if (!window.StartsFromZero)
        {
            FillStates(ours.Model, rows);
        }
    }

    /// <summary>The parameters that the forward reads.</summary>
    public Dictionary<string, double[]> Parameters { get; } = [];

    /// <summary>The loss, summed over all targets.</summary>
    public double Loss() => Forward().LossSum;

    /// <summary>Loss and state after the window.</summary>
    public ReferenceResult Forward() =>
        network.Forward(inputs, targets, before, window.IsTraining && options.Dropout > 0 ? Mask : null);

    private int[] Rows(int[] positions, int rows) =>
        [.. positions.Chunk(window.Rows).SelectMany(step => step.Skip(firstRow).Take(rows))];

    private void FillStates(LanguageModel model, int rows)
    {
        foreach (StateSlot slot in model.States)
        {
            int layer = slot.Name[^3] - '0';
            double[] values = slot.Name.EndsWith(".c", StringComparison.Ordinal)
                ? before.Cell[layer]
                : before.Hidden[layer];
            for (int row = 0; row < rows; row++)
            {
                int globalRow = window.GlobalRows[firstRow + row];
                float[] state = slot.Row(window.StateBefore!.Span, globalRow).ToArray();
                state.Select(value => (double)value).ToArray().CopyTo(values, row * slot.Width);
            }
        }
    }

    /// <summary>The contract of Kernels/Random/DropoutMask, one element at a time.</summary>
    private double Mask(int layer, int time, int lane, int unit)
    {
        uint site = (uint)layer + 1;
        var counter = new PhiloxWords(
            (uint)window.Step.Value,
            (uint)window.GlobalRows[firstRow + lane],
            (site << 20) | (uint)time,
            (uint)((unit / 64 * 16) + (unit % 16)));
        PhiloxWords words = Philox.Compute(window.DropoutKey, counter);
        uint[] four = [words.X0, words.X1, words.X2, words.X3];
        uint threshold = (uint)(options.Dropout * 4294967296.0);
        return four[unit / 16 % 4] >= threshold ? (float)(1 / (1 - options.Dropout)) : 0;
    }
}
