namespace RnnCluster.Node.Membership;

/// <summary>What a node of the cluster may be.</summary>
public enum ClusterRole
{
    /// <summary>It trains a run with others: it alone says that a member is down.</summary>
    Coordinator = 0,

    /// <summary>It computes for a coordinator. It judges no other node.</summary>
    Worker = 1,
}
