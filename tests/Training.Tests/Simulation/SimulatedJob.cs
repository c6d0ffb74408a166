using RnnCluster.Shared;

namespace RnnCluster.Training.Tests.Simulation;

/// <summary>A piece of work of a replica: nothing else runs on it meanwhile.</summary>
/// <param name="Run">Does it.</param>
/// <param name="Held">What is released when it is done, or when the process dies before.</param>
internal sealed record SimulatedJob(Action Run, params IReadOnlyList<IReleasable> Held);
