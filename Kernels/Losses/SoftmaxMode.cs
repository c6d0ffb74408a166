namespace RnnCluster.Kernels.Losses;

/// <summary>What a pass over logits leaves behind.</summary>
internal enum SoftmaxMode
{
    /// <summary>Losses; the logits stay.</summary>
    Loss,

    /// <summary>Losses and gradients.</summary>
    Gradient,
}
