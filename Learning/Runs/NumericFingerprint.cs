using System.Globalization;
using RnnCluster.Learning.Compute;
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
/// What a node's arithmetic looks like, in 64 bits: two steps of a very small training. Nodes compare it when they
/// meet; a machine that computes otherwise, or another build, is refused before it does harm. It takes milliseconds,
/// unlike <see cref="SelfTest"/>, and proves less.
/// </summary>
public static class NumericFingerprint
{
    private const int Steps = 2;
    private const int DigitsOf64Bits = 16;

    /// <summary>Trains and hashes on the calling thread.</summary>
    /// <returns>The same on every correct machine for one <see cref="Numerics.Version"/>.</returns>
    public static ulong Compute()
    {
        using var team = new ComputeTeam(1);
        ulong fingerprint = 0;
        foreach (CellKind cell in (CellKind[])[CellKind.Lstm, CellKind.Gru])
        {
            string hash = FixedTraining.Hash(PlanOf(cell), Steps, "fingerprint", team);
            ulong bits = ulong.Parse(
                hash.AsSpan(0, DigitsOf64Bits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            fingerprint = ulong.RotateLeft(fingerprint, 1) ^ bits;
        }

        return fingerprint;
    }

    /// <summary>Widths that no register divides, shards of unequal size, every phase of a step.</summary>
    private static TrainingPlan PlanOf(CellKind cell) => new(
        64,
        new ModelOptions(19, 7, cell, 21, 2, 0.25, false, null),
        7,
        5,
        4,
        false,
        new ClipOptions(ClipKind.Norm, 0.5),
        new AdamOptions(0.01, 0.9, 0.999, 1e-8, true),
        new RateSchedule(new CosineScheduleSpec(1, 0.1), 0.01, 10, Steps));
}
