namespace RnnCluster.TestKit;

/// <summary>The recurrent cells, with the number of gates that stand one below the other in their weights.</summary>
public enum ReferenceCell
{
    /// <summary>h = tanh(W_ih x + b_ih + W_hh h + b_hh); one block of rows.</summary>
    RnnTanh,

    /// <summary>h = max(0, W_ih x + b_ih + W_hh h + b_hh); one block of rows.</summary>
    RnnRelu,

    /// <summary>Long short-term memory; four blocks of rows: input, forget, new, output.</summary>
    Lstm,

    /// <summary>Gated recurrent unit; three blocks of rows: reset, update, new.</summary>
    Gru,
}
