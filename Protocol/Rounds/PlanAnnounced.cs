using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// Who computes what, from a step on, until the next plan. Told before the step can begin. A worker that is not
/// named computes nothing.
/// </summary>
/// <param name="Term">Which start of a coordinator speaks: the time of that start, in milliseconds since 1970.</param>
/// <param name="Version">Grows by one with each plan of a term.</param>
/// <param name="From">The first step that it holds for.</param>
/// <param name="Until">The step at which the run ends: it is not computed.</param>
/// <param name="Owners">Who reduces which slice: slice i belongs to Owners[i % Owners.Count].</param>
/// <param name="Assignments">The shards of each worker; empty while the run waits.</param>
public sealed record PlanAnnounced(
    long Term,
    long Version,
    Step From,
    Step Until,
    IReadOnlyList<NodeId> Owners,
    IReadOnlyList<Assignment> Assignments) : Message;
