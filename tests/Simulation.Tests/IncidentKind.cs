namespace RnnCluster.Simulation.Tests;

/// <summary>What may happen to a cluster.</summary>
internal enum IncidentKind
{
    /// <summary>A worker joins.</summary>
    Join,

    /// <summary>A worker's process is killed, and started again after the duration.</summary>
    Crash,

    /// <summary>The line between a worker and the coordinator is cut for the duration.</summary>
    Cut,

    /// <summary>An operator takes a worker out.</summary>
    Drain,

    /// <summary>A worker's host asks it to end.</summary>
    Leave,

    /// <summary>A node computes slower for the duration.</summary>
    Slow,

    /// <summary>No actor of a node has a turn for the duration.</summary>
    Freeze,

    /// <summary>An operator changes the learning rate.</summary>
    Amend,

    /// <summary>An operator pauses the run for the duration.</summary>
    Pause,

    /// <summary>An operator stops the run; after the duration it is resumed with other workers.</summary>
    Stop,

    /// <summary>The coordinator's process is killed; after the duration the run is resumed.</summary>
    CoordinatorCrash,
}
