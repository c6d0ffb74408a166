using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Shared;
using RnnCluster.Specification;
using CellKind = RnnCluster.Neural.Models.CellKind;
using ClipKind = RnnCluster.Neural.Optimizers.ClipKind;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// Thirty steps of a small run that uses all kinds of arithmetic, without any file: embedding, two layers of each
/// cell in turn, dropout, clipping, Adam, uneven shards. A machine whose hash differs from the published one computes
/// wrongly, or another build does.
/// </summary>
public static class SelfTest
{
    /// <summary>Steps of the test.</summary>
    public const int Steps = 30;

    /// <summary>The hash that every correct machine gives for <see cref="Numerics.Version"/>.</summary>
    public const string ExpectedHash = "0f6d11deb46814c2e04075aac313ce4a480b1b52efb7232390cd328cb43273ea";

    private const string RunId = "selftest";

    private static readonly CellKind[] Cells = [CellKind.Lstm, CellKind.Gru, CellKind.RnnTanh, CellKind.RnnRelu];

    /// <summary>Trains and hashes.</summary>
    /// <param name="threads">Threads to compute with; does not change the hash.</param>
    /// <returns>A hash over the states of all runs, 64 hexadecimal digits.</returns>
    public static string Run(int threads)
    {
        using var team = new ComputeTeam(threads);
        var hashes = new List<StateTensor>();
        foreach (CellKind cell in Cells)
        {
            byte[] hash = Convert.FromHexString(Train(cell, team));
            hashes.Add(StateTensor.Of($"selftest.{cell}", [hash.Length], hash));
        }

        return StateHash.Compute(new StateImage(RunId, Numerics.Version, new Step(Steps), hashes));
    }

    private static string Train(CellKind cell, ComputeTeam team)
    {
        var plan = new TrainingPlan(
            2026,
            new ModelOptions(29, 20, cell, 40, 2, 0.2, false, null),
            20,
            12,
            8,
            false,
            new ClipOptions(ClipKind.Norm, 0.5),
            new AdamOptions(0.01, 0.9, 0.999, 1e-8, true),
            new RateSchedule(new CosineScheduleSpec(5, 0.1), 0.01, 10, Steps));
        return FixedTraining.Hash(plan, Steps, RunId, team);
    }
}
