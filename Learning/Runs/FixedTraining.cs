using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Runs;

/// <summary>
/// Trains a few steps on symbols that a formula gives: what the self-test and the fingerprint have in common.
/// </summary>
internal static class FixedTraining
{
    /// <summary>Trains and hashes.</summary>
    /// <param name="plan">The run.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="runId">Names the run in the hash.</param>
    /// <param name="team">Threads to compute with; they do not change the hash.</param>
    /// <returns>The hash of the state at the end.</returns>
    public static string Hash(TrainingPlan plan, int steps, string runId, ComputeTeam team)
    {
        var replica = new Replica(plan, new ReplicaData(Text(plan), plan.Batch, plan.Window), team);
        ShardGroup group = replica.CreateGroup([.. Enumerable.Range(0, plan.Shards)]);
        for (int step = 0; step < steps; step++)
        {
            replica.Compute(group);
            _ = replica.Apply(replica.Reduce(group.Sums));
        }

        return StateHash.Compute(ReplicaImage.Of(replica, runId));
    }

    /// <summary>A text with something to learn: every symbol depends on the one before and on chance.</summary>
    private static int[] Text(TrainingPlan plan)
    {
        int[] text = new int[(plan.Batch * plan.Window * 10) + 1];
        PhiloxKey key = Philox.Key(plan.Seed, RandomPurpose.Sampling);
        for (int index = 1; index < text.Length; index++)
        {
            uint chance = Philox.Compute(key, new PhiloxWords((uint)index, 0, 0, 0)).X0 % 4;
            text[index] = (int)(((uint)text[index - 1] * 3 + chance + 1) % (uint)plan.Model.Vocabulary);
        }

        return text;
    }
}
