using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Replicas;
using RnnCluster.Neural.Parameters;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>
/// A shard that does not touch a row of the embedding table has no part in that row's sum. The identity that stands in
/// for it is -0: added to it, +0 would turn a sum of -0 into +0. A gradient becomes -0 when it underflows.
/// </summary>
public sealed class IdentityTests
{
    private const int NegativeZero = int.MinValue;

    [Fact]
    public void AGradientThatUnderflowsKeepsItsSignInAnyHands()
    {
        float[] whole = AverageOf(Placement(1));
        int vulnerable = 0;
        using var team = new ComputeTeam(1);
        Parameter table = SmallRun.CreateReplica("lstm", team).Model.SparseTable!;
        foreach (int symbol in SymbolsOfOneShard())
        {
            float first = whole[table.Offset + (symbol * table.Columns)];
            vulnerable += BitConverter.SingleToInt32Bits(first) == NegativeZero ? 1 : 0;
        }

        Assert.True(vulnerable > 1, $"{vulnerable} rows of one shard hold -0: the test would show nothing");
        EnsureSameBits(whole, AverageOf(Placement(2)));
        EnsureSameBits(whole, AverageOf(Placement(5)));
        EnsureSameBits(whole, AverageOf(Placement(8)));
        EnsureSameBits(whole, AverageOf(new Placements(3).Deal(SmallRun.Shards)));
    }

    [Fact]
    public void ARowThatNobodyTouchesHoldsTheIdentity()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        Parameter table = replica.Model.SparseTable!;
        foreach (int partitions in (int[])[1, 3])
        {
            ShardGroup[] groups = Training.Groups(replica, partitions);
            var before = new HashSet<int>();
            for (int step = 0; step < 4; step++)
            {
                foreach (ShardGroup group in groups)
                {
                    replica.Compute(group);
                }

                AveragedGradient average = replica.Reduce([.. groups.SelectMany(group => group.Sums)]);
                HashSet<int> touched = [.. groups.SelectMany(group => group.Window.Inputs)];
                int stale = before.Except(touched).Count();
                Assert.True(step == 0 || stale > 0, "no row was touched by the step before alone");
                for (int symbol = 0; symbol < table.Rows; symbol++)
                {
                    ReadOnlySpan<float> row =
                        table.Of(average.Gradient.Span).Slice(symbol * table.Columns, table.Columns);
                    bool isIdentity = true;
                    foreach (float value in row)
                    {
                        isIdentity &= BitConverter.SingleToInt32Bits(value) == NegativeZero;
                    }

                    Assert.Equal(!touched.Contains(symbol), isIdentity);
                }

                _ = replica.Apply(average);
                before = touched;
            }
        }
    }

    /// <summary>
    /// The average of the first step with input weights so small that in the first column every product underflows.
    /// </summary>
    private static float[] AverageOf(int[][] placement)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        Parameter weights = replica.Model.Layout.Parameters.Single(parameter => parameter.Name == "rnn.weight_ih_l0");
        Span<float> values = weights.Of(replica.Model.Parameters.Span);
        for (int index = 0; index < values.Length; index += weights.Columns)
        {
            values[index] = float.Epsilon;
        }

        ShardGroup[] groups = [.. placement.Select(shards => replica.CreateGroup(shards))];
        foreach (ShardGroup group in groups)
        {
            replica.Compute(group);
        }

        return replica.Reduce([.. groups.SelectMany(group => group.Sums)]).Gradient.Span.ToArray();
    }

    private static int[][] Placement(int partitions)
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        return [.. Training.Groups(replica, partitions).Select(group => group.Shards.ToArray())];
    }

    /// <summary>Symbols that stand in a single shard of the first step.</summary>
    private static IEnumerable<int> SymbolsOfOneShard()
    {
        using var team = new ComputeTeam(1);
        Replica replica = SmallRun.CreateReplica("lstm", team);
        ShardGroup[] groups = Training.Groups(replica, SmallRun.Shards);
        foreach (ShardGroup group in groups)
        {
            replica.Compute(group);
        }

        return [.. groups.SelectMany(group => group.Window.Inputs.Distinct())
            .CountBy(symbol => symbol)
            .Where(pair => pair.Value == 1)
            .Select(pair => pair.Key)
            .Order()];
    }

    private static void EnsureSameBits(float[] expected, float[] actual) => Assert.Equal(
        expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
}
