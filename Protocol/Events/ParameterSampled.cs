using MessagePack;
using RnnCluster.Protocol.Formatters;
using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>How a parameter and its gradient are spread.</summary>
/// <param name="Step">The step that the update led to.</param>
/// <param name="Name">The parameter's name.</param>
/// <param name="Weights">Its values after the update.</param>
/// <param name="Gradient">Its averaged gradient before clipping.</param>
[MessagePackObject]
public sealed record ParameterSampled(
    [property: Key(0)] Step Step,
    [property: Key(1), MessagePackFormatter(typeof(LabelFormatter))] string Name,
    [property: Key(2)] Histogram Weights,
    [property: Key(3)] Histogram Gradient) : RunEvent;
