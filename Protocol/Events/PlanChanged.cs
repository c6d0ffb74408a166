using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>The shards are spread anew.</summary>
/// <param name="Version">The plan's version.</param>
/// <param name="From">The first step that it holds for.</param>
/// <param name="Assignments">The shards of each worker.</param>
public sealed record PlanChanged(long Version, Step From, IReadOnlyList<Rounds.Assignment> Assignments) : RunEvent;
