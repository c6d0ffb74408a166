using RnnCluster.Shared;

namespace RnnCluster.Protocol.Events;

/// <summary>How a parameter and its gradient are spread.</summary>
/// <param name="Step">The step that the update led to.</param>
/// <param name="Name">The parameter's name.</param>
/// <param name="Weights">Its values after the update.</param>
/// <param name="Gradient">Its averaged gradient before clipping.</param>
public sealed record ParameterSampled(Step Step, string Name, Histogram Weights, Histogram Gradient) : RunEvent;
