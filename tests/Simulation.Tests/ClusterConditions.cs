using RnnCluster.Protocol.Wire;

namespace RnnCluster.Simulation.Tests;

/// <summary>What a simulated cluster is like, apart from what happens to it.</summary>
/// <param name="WorkersMin">With fewer workers the run waits.</param>
/// <param name="HostsWorker">Whether the coordinator computes, too.</param>
/// <param name="DelayMax">The longest way of a message.</param>
/// <param name="CutDetection">How long a cut stays unnoticed.</param>
/// <param name="ShardTime">How long a shard takes on a usual machine.</param>
internal sealed record ClusterConditions(
    int WorkersMin, bool HostsWorker, TimeSpan DelayMax, TimeSpan CutDetection, TimeSpan ShardTime)
{
    /// <summary>What becomes of each message that is sent: for bugs that a test plants. Null leaves all as they are.</summary>
    public Func<Envelope, IEnumerable<Envelope>>? Tamper { get; init; }

    /// <summary>Whether a worker may be taken for a broken machine: if it is made to say what one would.</summary>
    public bool MayExpel { get; init; }
}
