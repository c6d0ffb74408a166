namespace RnnCluster.Simulation.Tests;

/// <summary>What became of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Broken">What is not true and should be; empty if all is well.</param>
/// <param name="Tail">The last lines of the event log.</param>
/// <param name="LogDigest">The hash of all its lines.</param>
/// <param name="Events">How many lines there were.</param>
/// <param name="Elapsed">Virtual time until the run was complete.</param>
/// <param name="ReassignedShards">As the last coordinator counted them.</param>
/// <param name="SpeculatedShards">As the last coordinator counted them.</param>
internal sealed record Outcome(
    Scenario Scenario,
    IReadOnlyList<string> Broken,
    string Tail,
    string LogDigest,
    long Events,
    TimeSpan Elapsed,
    long ReassignedShards,
    long SpeculatedShards)
{
    public bool IsGood => Broken.Count == 0;

    /// <summary>Everything that a person needs to find out why.</summary>
    public string Report() =>
        $"{string.Join('\n', Broken)}\n{Scenario}replay: RNNCLUSTER_SIMULATION_SEED={Scenario.Seed}\n{Tail}";
}
