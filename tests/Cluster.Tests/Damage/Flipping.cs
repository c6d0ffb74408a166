namespace RnnCluster.Cluster.Tests.Damage;

/// <summary>What a <see cref="FlippingProxy"/> flips.</summary>
public enum Flipping
{
    /// <summary>Any bit that passes, in both directions.</summary>
    Any,

    /// <summary>The lengths of frames that workers send.</summary>
    LengthsToCoordinator,

    /// <summary>The lengths of frames that the coordinator sends.</summary>
    LengthsToWorkers,

    /// <summary>Payloads that workers have left in shared memory, before the coordinator hears of them.</summary>
    SharedToCoordinator,

    /// <summary>Payloads that the coordinator has left in shared memory, before a worker hears of them.</summary>
    SharedToWorkers,
}
