using MessagePack;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>The shards are spread anew.</summary>
/// <param name="Version">The plan's version.</param>
/// <param name="From">The first step that it holds for.</param>
/// <param name="Assignments">The shards of each worker.</param>
[MessagePackObject]
public sealed record PlanChanged(
    [property: Key(0)] long Version,
    [property: Key(1)] Step From,
    [property: Key(2)] IReadOnlyList<Rounds.Assignment> Assignments) : RunEvent;
