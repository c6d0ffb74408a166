using RnnCluster.Data;
using RnnCluster.Kernels.Updates;
using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Learning.Weights;
using RnnCluster.Neural.Models;
using RnnCluster.Neural.Parameters;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Replicas;

/// <summary>A loss or gradient that is no number stops a run before the update.</summary>
public sealed class NonFiniteTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rnncluster-nonfinite-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void ALearningRateThatIsTooHighIsNamedAtItsStep(int groups)
    {
        using var team = new ComputeTeam(1);
        Replica replica = TinyRun.Replica(team, TinyRun.Plan(rate: 1e30, CellKind.RnnRelu));
        ShardGroup[] all = Training.Groups(replica, groups);
        Training.Step(replica, all);
        AssertStops(replica, all, "step 2: the loss of shard 0 is no finite number; the update was not made. "
            + "Lower the learning rate or clip the gradient");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(7)]
    public void TheShardIsNamed(int shard)
    {
        using var team = new ComputeTeam(2);
        Replica replica = WithRareSymbol(team, shard);
        Fill(replica, "rnn.weight_ih_l0", 100);
        AssertStops(
            replica,
            Training.Groups(replica, 2),
            $"step 1: the loss of shard {shard} is no finite number; the update was not made. Lower the learning rate "
            + "or clip the gradient");
    }

    [Fact]
    public void AGradientThatOverflowsAloneIsNamed()
    {
        using var team = new ComputeTeam(1);
        Replica replica = WithRareSymbol(team, 3);

        // Hidden states near 5 * 2e-38 * 3e38 and losses near 1e5, but a slope of 1e3 by weights that 3e38 goes
        // through.
        Fill(replica, "rnn.weight_ih_l0", 2e-38f);
        Parameter("decoder.weight", replica)[..7].Fill(1e3f);
        AssertStops(
            replica,
            Training.Groups(replica, 4),
            "step 1: the gradient of shard 3 is no finite number; the update was not made. Lower the learning rate or "
            + "clip the gradient");
    }

    [Fact]
    public void AFileOfHugeWeightsIsLoadedAndStopsTheFirstStep()
    {
        using var team = new ComputeTeam(1);
        Replica source = TinyRun.Replica(team, TinyRun.Plan());
        source.Model.Parameters.Span.Fill(3e38f);
        string file = Path.Combine(folder, "huge.safetensors");
        ModelWeights.Save(file, source.Plan.Model, ReplicaImage.Of(source, "run"));

        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        ModelWeights.Load(file, replica.Model);
        AssertStops(replica, Training.Groups(replica, 1), "step 1: the loss of shard 0 is no finite number; the "
            + "update was not made. Lower the learning rate or clip the gradient");
    }

    [Fact]
    public void AStepThatStoppedCanBeMadeWithOtherParameters()
    {
        using var team = new ComputeTeam(1);
        Replica good = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup[] all = Training.Groups(good, 2);
        Training.Step(good, all);
        StateImage image = ReplicaImage.Of(good, "run");
        Replica stopped = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup[] groups = Training.Groups(stopped, 2);
        Fill(stopped, "decoder.bias", float.NaN);
        Assert.Throws<NonFiniteException>(() => Training.Step(stopped, groups));

        ReplicaImage.Load(stopped, image);
        Assert.Equal(Training.Step(good, all), Training.Step(stopped, groups));
    }

    private static void AssertStops(Replica replica, ShardGroup[] groups, string message)
    {
        string hash = StateHash.Compute(ReplicaImage.Of(replica, "run"));
        (Step step, Digest128 digest) = (replica.Step, replica.Digest);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Assert.Equal(message, Assert.Throws<NonFiniteException>(() => Training.Step(replica, groups)).Message);
            Assert.Equal(hash, StateHash.Compute(ReplicaImage.Of(replica, "run")));
            Assert.Equal((step, digest), (replica.Step, replica.Digest));
        }
    }

    /// <summary>A replica that meets the last symbol at its first step, in one shard; no symbol is 0.</summary>
    private static Replica WithRareSymbol(ComputeTeam team, int shard)
    {
        TrainingPlan plan = TinyRun.Plan(cell: CellKind.RnnRelu);
        int[] tokens = [.. TinyRun.Tokens().Select(token => 1 + (token % (TinyRun.Vocabulary - 2)))];
        var lanes = new LaneSchedule(tokens.Length, plan.Batch, plan.Window);
        tokens[lanes.LaneStart(ShardRange.FirstRow(shard, plan.Shards, plan.Batch))] = TinyRun.Vocabulary - 1;
        var replica = new Replica(plan, new ReplicaData(tokens, plan.Batch, plan.Window), team);
        Fill(replica, "encoder.weight", 0.001f);
        Parameter("encoder.weight", replica)[^5..].Fill(3e38f);
        return replica;
    }

    private static void Fill(Replica replica, string name, float value) => Parameter(name, replica).Fill(value);

    private static Span<float> Parameter(string name, Replica replica)
    {
        Parameter found = replica.Model.Layout.Parameters.Single(parameter => parameter.Name == name);
        return found.Of(replica.Model.Parameters.Span);
    }
}
