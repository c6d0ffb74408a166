using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Rounds;

/// <summary>
/// Who computes what, from a step on, until the next plan. Told before the step can begin. A worker that is not
/// named computes nothing.
/// </summary>
/// <param name="Term">Which start of a coordinator speaks: its incarnation, a random number.</param>
/// <param name="Version">Grows by one with each plan of a term.</param>
/// <param name="From">The first step that it holds for.</param>
/// <param name="Until">The step at which the run ends: it is not computed.</param>
/// <param name="Owners">Who reduces which slice: slice i belongs to Owners[i % Owners.Count].</param>
/// <param name="Assignments">The shards of each worker; empty while the run waits.</param>
[MessagePackObject]
public sealed record PlanAnnounced(
    [property: Key(0)] long Term,
    [property: Key(1)] long Version,
    [property: Key(2)] Step From,
    [property: Key(3)] Step Until,
    [property: Key(4)] IReadOnlyList<NodeId> Owners,
    [property: Key(5)] IReadOnlyList<Assignment> Assignments) : Message;
