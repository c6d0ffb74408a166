using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>What a seed decides before anything happens.</summary>
/// <param name="Shards">S.</param>
/// <param name="Slices">Slices of the gradient.</param>
/// <param name="Workers">Beside the hosted one.</param>
/// <param name="Hosts">Whether the coordinator computes, too.</param>
/// <param name="WorkersMin">See the coordinator's options.</param>
/// <param name="Until">The last step.</param>
/// <param name="HeldMessagesMax">Room in a worker's inbox; small, so that it overflows.</param>
/// <param name="SlowWorker">Which worker is slow; -1 for none.</param>
/// <param name="IsBreaking">Whether bits turn.</param>
internal sealed record ClusterShape(
    int Shards,
    int Slices,
    int Workers,
    bool Hosts,
    int WorkersMin,
    Step Until,
    int HeldMessagesMax,
    int SlowWorker,
    bool IsBreaking);
