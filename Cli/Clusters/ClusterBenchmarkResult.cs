using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Cli.Clusters;

/// <summary>What a cluster's benchmark measured.</summary>
/// <param name="Name">The case.</param>
/// <param name="Workers">How many workers.</param>
/// <param name="IsProcesses">Whether all but the first were processes.</param>
/// <param name="Threads">Threads of each.</param>
/// <param name="BareTokensPerSecond">Targets per second of the bare step loop on the threads of one worker.</param>
/// <param name="TokensPerSecond">Targets per second of the cluster.</param>
/// <param name="Ratio">The cluster's over the bare loop's.</param>
/// <param name="Phases">Where the time of each worker went.</param>
internal sealed record ClusterBenchmarkResult(
    string Name,
    int Workers,
    bool IsProcesses,
    int Threads,
    double BareTokensPerSecond,
    double TokensPerSecond,
    double Ratio,
    IReadOnlyList<(NodeId Node, StepTimes Times)> Phases)
{
    /// <summary>The ratio by worker: 1 if N workers are N times as fast.</summary>
    public double Efficiency => Ratio / Workers;
}
