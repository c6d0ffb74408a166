namespace RnnCluster.Telemetry.Tests;

/// <summary>Tests that hear the Meter or the ActivitySource of the whole process.</summary>
[CollectionDefinition(nameof(Listeners), DisableParallelization = true)]
public sealed class Listeners;
