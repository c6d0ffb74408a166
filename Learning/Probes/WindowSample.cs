using RnnCluster.Shared;

namespace RnnCluster.Learning.Probes;

/// <summary>What a step's pass was like inside.</summary>
/// <param name="Step">The step that the pass's update leads to.</param>
/// <param name="Layers">The recurrent layers from the bottom up.</param>
public sealed record WindowSample(Step Step, IReadOnlyList<LayerProbe> Layers);
