namespace RnnCluster.Protocol.Formatters;

/// <summary>Which doubles a field may hold.</summary>
internal enum RealRange
{
    /// <summary>All, NaN and infinities too: what was measured and is judged by its receiver.</summary>
    Any,

    /// <summary>No NaN, no infinity.</summary>
    Finite,

    /// <summary>Finite and not negative: a norm, or a learning rate that may have decayed to 0.</summary>
    FromZero,

    /// <summary>Finite and positive: a learning rate that replaces another.</summary>
    AboveZero,
}
