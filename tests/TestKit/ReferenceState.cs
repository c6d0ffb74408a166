namespace RnnCluster.TestKit;

/// <summary>The state that is carried from window to window: one array per layer, each (B, H), row-major.</summary>
public sealed class ReferenceState
{
    /// <summary>Creates the zero state, with which every lane starts an epoch.</summary>
    /// <param name="layers">The number of layers.</param>
    /// <param name="batch">B, the number of lanes.</param>
    /// <param name="hidden">H, the units of a layer.</param>
    public ReferenceState(int layers, int batch, int hidden)
    {
        Hidden = new double[layers][];
        Cell = new double[layers][];
        for (int layer = 0; layer < layers; layer++)
        {
            Hidden[layer] = new double[batch * hidden];
            Cell[layer] = new double[batch * hidden];
        }
    }

    /// <summary>The hidden state h of each layer, (B, H).</summary>
    public double[][] Hidden { get; }

    /// <summary>The cell state c of each layer, (B, H); it stays zero in cells other than the LSTM.</summary>
    public double[][] Cell { get; }

    /// <summary>Copies the state, so that one state can start several runs.</summary>
    /// <returns>A state with its own arrays.</returns>
    public ReferenceState Copy()
    {
        var copy = new ReferenceState(Hidden.Length, batch: 0, hidden: 0);
        for (int layer = 0; layer < Hidden.Length; layer++)
        {
            copy.Hidden[layer] = (double[])Hidden[layer].Clone();
            copy.Cell[layer] = (double[])Cell[layer].Clone();
        }

        return copy;
    }
}
