namespace RnnCluster.Learning.Replicas;

/// <summary>The phases of a step, in order.</summary>
public enum Phase
{
    /// <summary>Packing the weights.</summary>
    Pack,

    /// <summary>Choosing and indexing the symbols of the window.</summary>
    Data,

    /// <summary>The pass forward to the logits.</summary>
    Forward,

    /// <summary>Losses and the logits' gradient.</summary>
    Loss,

    /// <summary>The pass backward to the embedded symbols.</summary>
    Backward,

    /// <summary>The weights' gradients.</summary>
    Gradients,

    /// <summary>Adding along the tree, averaging and the norm.</summary>
    Reduce,

    /// <summary>Clipping, update and digest.</summary>
    Update,
}
