namespace RnnCluster.Specification;

/// <summary>What a clip bounds.</summary>
public enum ClipKind
{
    /// <summary>The L2 norm of all gradients taken as one vector.</summary>
    Norm,

    /// <summary>The magnitude of each gradient element by itself.</summary>
    Value,
}
