namespace RnnCluster.Neural.Optimizers;

/// <summary>How a gradient is kept from growing too large.</summary>
public enum ClipKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>
    /// The whole gradient is scaled by min(1, bound / (norm + 1e-6)), as by PyTorch's clip_grad_norm_.
    /// </summary>
    Norm,

    /// <summary>Each element is clamped to [-bound, bound], as by PyTorch's clip_grad_value_.</summary>
    Value,
}
