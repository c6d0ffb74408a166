using MessagePack;
using RnnCluster.Protocol.Rounds;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>Where a replica's time went in a step.</summary>
/// <param name="Node">Whose.</param>
/// <param name="Step">The step that its update led to.</param>
/// <param name="Shards">How many shards it held under the plan.</param>
/// <param name="Times">The times.</param>
[MessagePackObject]
public sealed record StepMeasured(
    [property: Key(0)] NodeId Node,
    [property: Key(1)] Step Step,
    [property: Key(2)] int Shards,
    [property: Key(3)] StepTimes Times) : RunEvent;
