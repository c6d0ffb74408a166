using RnnCluster.Learning.Runs;
using RnnCluster.Shared;

namespace RnnCluster.Coordinator;

/// <summary>How a coordinator's run ended.</summary>
/// <param name="Result">Where it stands; null if it failed.</param>
/// <param name="Failure">What made it impossible; null if nothing did.</param>
/// <param name="Kind">Whose fault the failure is; meaningless without one.</param>
/// <param name="WorkersSeen">Different workers that were ever up.</param>
/// <param name="ReassignedShards">Shards given to others because their worker was gone, silent or stuck.</param>
/// <param name="SpeculatedShards">Shards given to a second worker because theirs was slow.</param>
public sealed record CoordinatorEnd(
    RunResult? Result,
    string? Failure,
    FailureKind Kind,
    int WorkersSeen,
    long ReassignedShards,
    long SpeculatedShards);
