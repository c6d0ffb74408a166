namespace RnnCluster.Shared;

/// <summary>The identity of the arithmetic: two builds of one version give the same bits.</summary>
public static class Numerics
{
    /// <summary>
    /// Raised whenever a change alters any bit of any state. Part of the run id, of checkpoints and, in a cluster, of
    /// the handshake.
    /// </summary>
    public const int Version = 1;
}
