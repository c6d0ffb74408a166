using RnnCluster.Learning.Compute;
using RnnCluster.Learning.Hashing;
using RnnCluster.Learning.Replicas;
using RnnCluster.Shared;

namespace RnnCluster.Learning.Tests.Replicas;

public sealed class ReplicaImageTests
{
    [Fact]
    public void AnImageNamesTheWholeStateInOrder()
    {
        using var team = new ComputeTeam(1);
        StateImage image = ReplicaImage.Of(Trained(team, 1), "run");
        string[] parameters =
        [
            "encoder.weight", "rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.bias_ih_l0", "rnn.bias_hh_l0",
            "decoder.weight", "decoder.bias",
        ];
        Assert.Equal(
            [
                .. parameters,
                .. parameters.Select(name => "optimizer.momentum." + name),
                "carried.rnn.l0.h",
                "carried.rnn.l0.c",
                "progress.digest",
            ],
            image.Tensors.Select(tensor => tensor.Name));
        Assert.Equal((1, Numerics.Version, "run"), (image.Step.Value, image.NumericsVersion, image.RunId));
        Assert.True(image.TryFind("carried.rnn.l0.c", out StateTensor? carried));
        Assert.Equal([11, 7], carried.Shape);
        Assert.DoesNotContain(0f, carried.Floats.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(13)]
    public void AFreshReplicaThatLoadsAnImageHasItsHashAndItsFuture(int steps)
    {
        using var team = new ComputeTeam(1);
        Replica source = Trained(team, steps);
        StateImage image = ReplicaImage.Of(source, "run");
        Replica fresh = TinyRun.Replica(team, TinyRun.Plan());
        ReplicaImage.Load(fresh, image);
        Assert.Equal(StateHash.Compute(image), StateHash.Compute(ReplicaImage.Of(fresh, "run")));
        Assert.Equal((source.Step, source.Digest), (fresh.Step, fresh.Digest));
        for (int step = 0; step < 2; step++)
        {
            Assert.Equal(
                Training.Step(source, Training.Groups(source, 1)), Training.Step(fresh, Training.Groups(fresh, 3)));
        }
    }

    [Fact]
    public void AReplicaInTheMiddleOfAStepForgetsIt()
    {
        using var team = new ComputeTeam(1);
        Replica source = Trained(team, 4);
        Replica other = Trained(team, 2);
        ShardGroup[] groups = Training.Groups(other, 2);
        other.Compute(groups[1]);
        ReplicaImage.Load(other, ReplicaImage.Of(source, "run"));
        Assert.Equal(Training.Step(source, Training.Groups(source, 2)), Training.Step(other, groups));
    }

    [Theory]
    [InlineData("optimizer.momentum.decoder.bias")]
    [InlineData("carried.rnn.l0.c")]
    [InlineData("progress.digest")]
    public void AnImageThatLacksATensorChangesNothing(string name)
    {
        using var team = new ComputeTeam(1);
        StateImage whole = ReplicaImage.Of(Trained(team, 3), "run");
        var image = new StateImage(
            "run", Numerics.Version, whole.Step, [.. whole.Tensors.Where(tensor => tensor.Name != name)]);
        Replica replica = Trained(team, 1);
        string hash = StateHash.Compute(ReplicaImage.Of(replica, "run"));
        string message = Assert.Throws<InputException>(() => ReplicaImage.Load(replica, image)).Message;
        Assert.Equal($"the state of step 3 has no tensor '{name}'", message);
        Assert.Equal(hash, StateHash.Compute(ReplicaImage.Of(replica, "run")));
    }

    private static Replica Trained(ComputeTeam team, int steps)
    {
        Replica replica = TinyRun.Replica(team, TinyRun.Plan());
        ShardGroup[] groups = Training.Groups(replica, 1);
        for (int step = 0; step < steps; step++)
        {
            Training.Step(replica, groups);
        }

        return replica;
    }
}
