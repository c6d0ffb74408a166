namespace RnnCluster.Simulation.Tests;

/// <summary>What happens to a cluster, when.</summary>
/// <param name="Step">It happens when the coordinator's replica has reached this step ...</param>
/// <param name="Delay">... and so much later.</param>
/// <param name="Kind">What.</param>
/// <param name="Target">Which worker, by its number; 0 is the coordinator.</param>
/// <param name="Duration">How long it lasts, or until a crashed process is started again.</param>
/// <param name="Amount">How much: slower by this factor, another learning rate.</param>
internal sealed record Incident(
    int Step, TimeSpan Delay, IncidentKind Kind, int Target, TimeSpan Duration, double Amount);
