using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Schedules;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Optimizers;
using RnnCluster.Specification;
using CellKind = RnnCluster.Neural.Models.CellKind;
using ClipKind = RnnCluster.Neural.Optimizers.ClipKind;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>The smallest run that has everything: eight shards of unequal size, an embedding, momentum.</summary>
internal static class TinyRun
{
    public const int Vocabulary = 40;

    /// <summary>Its plan.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="cell">The cell.</param>
    public static TrainingPlan Plan(double rate = 0.1, CellKind cell = CellKind.Lstm) => new(
        5,
        new ModelOptions(Vocabulary, 5, cell, 7, 1, 0, false, null),
        11,
        3,
        8,
        false,
        new ClipOptions(ClipKind.None, 0),
        new SgdOptions(0, 0.5, 0, false),
        new RateSchedule(new ConstantScheduleSpec(0), rate, 9, 100));

    /// <summary>Nine windows an epoch of symbols that come rarely enough to be missing from most windows.</summary>
    public static int[] Tokens() => [.. Enumerable.Range(0, 312).Select(index => (index * index / 7) % Vocabulary)];

    /// <summary>A replica at step 0.</summary>
    public static Replica Replica(ComputeTeam team, TrainingPlan plan) =>
        new(plan, new ReplicaData(Tokens(), plan.Batch, plan.Window), team);

    /// <summary>Cuts 0 .. count - 1 into groups at random, each in ascending order.</summary>
    public static int[][] Partition(Random random, int count)
    {
        int groups = 1 + random.Next(count);
        int[] groupOf = [.. Enumerable.Range(0, count).Select(_ => random.Next(groups))];
        return
        [
            .. Enumerable.Range(0, groups)
                .Select(group => Enumerable.Range(0, count).Where(index => groupOf[index] == group).ToArray())
                .Where(members => members.Length > 0),
        ];
    }
}
