namespace RnnCluster.Simulation.Tests;

/// <summary>What a run must be, whoever computes it.</summary>
/// <param name="StateHash">The hash of the last state.</param>
/// <param name="Metrics">What the run's metrics file holds: the loss of each step, among others.</param>
/// <param name="Digests">The digest of the state of each step, from step 0 on.</param>
internal sealed record Reference(string StateHash, string Metrics, IReadOnlyList<UInt128> Digests);
