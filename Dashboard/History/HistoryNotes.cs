using RnnCluster.Dashboard.Api;

namespace RnnCluster.Dashboard.History;

/// <summary>What <c>dashboard.history</c> holds beside the curves; in the file it is JSON.</summary>
/// <param name="RunId">Of which run.</param>
/// <param name="Step">The last step in it.</param>
/// <param name="StepsMade">How many steps were made, those made again included.</param>
/// <param name="ReassignedShards">Shards that had to be computed again.</param>
/// <param name="SpeculatedShards">Shards that were computed twice.</param>
/// <param name="StepsLost">Steps that were made again.</param>
/// <param name="Failures">Nodes that failed.</param>
/// <param name="Events">The log, oldest first.</param>
/// <param name="Checkpoints">Oldest first.</param>
/// <param name="Samples">Oldest first.</param>
/// <param name="Network">Oldest first.</param>
internal sealed record HistoryNotes(
    string RunId,
    long Step,
    long StepsMade,
    long ReassignedShards,
    long SpeculatedShards,
    long StepsLost,
    long Failures,
    IReadOnlyList<EventView> Events,
    IReadOnlyList<CheckpointView> Checkpoints,
    IReadOnlyList<SampleView> Samples,
    IReadOnlyList<NetworkView> Network)
{
    /// <summary>Those of a run of which nothing is known.</summary>
    public static HistoryNotes Empty(string runId) => new(runId, 0, 0, 0, 0, 0, 0, [], [], [], []);
}
