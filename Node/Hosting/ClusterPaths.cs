namespace RnnCluster.Node.Hosting;

/// <summary>Where the actors of a cluster live: one node addresses another's by path.</summary>
public static class ClusterPaths
{
    /// <summary>The coordinator's name.</summary>
    public const string CoordinatorName = "coordinator";

    /// <summary>The worker's name.</summary>
    public const string WorkerName = "worker";

    /// <summary>The replica's name.</summary>
    public const string ReplicaName = "replica";

    /// <summary>The reducer's name.</summary>
    public const string ReducerName = "reducer";

    /// <summary>The name of what sends data and state, below the coordinator.</summary>
    public const string TransfersName = "transfers";

    /// <summary>The coordinator's path on its node.</summary>
    public const string Coordinator = "/user/" + CoordinatorName;
}
