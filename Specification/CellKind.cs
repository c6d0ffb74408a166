namespace RnnCluster.Specification;

/// <summary>The recurrence of a layer; equations, names and gate orders are PyTorch's.</summary>
public enum CellKind
{
    /// <summary>Long short-term memory, gates i, f, g, o.</summary>
    Lstm,

    /// <summary>Gated recurrent unit, gates r, z, n.</summary>
    Gru,

    /// <summary>Plain recurrence through tanh.</summary>
    RnnTanh,

    /// <summary>Plain recurrence through max(0, x).</summary>
    RnnRelu,
}
