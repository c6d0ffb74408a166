namespace RnnCluster.Neural.Models;

/// <summary>The recurrent cell of every layer.</summary>
public enum CellKind
{
    /// <summary>h = tanh(W_ih x + b_ih + W_hh h + b_hh).</summary>
    RnnTanh,

    /// <summary>h = max(0, W_ih x + b_ih + W_hh h + b_hh).</summary>
    RnnRelu,

    /// <summary>Long short-term memory, gates in the order i, f, g, o.</summary>
    Lstm,

    /// <summary>Gated recurrent unit, gates in the order r, z, n.</summary>
    Gru,
}
